import type { MultiValues } from './api-gateway-event.js';

/** The query as `?a=1&a=2`, or nothing. API Gateway hands over decoded names and values: they are encoded again. */
export function queryString(parameters: MultiValues | undefined): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters ?? {})) {
    for (const value of values) query.append(name, value);
  }
  return query.size > 0 ? `?${query.toString()}` : '';
}
