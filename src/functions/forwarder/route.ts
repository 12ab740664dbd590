import type { ProxyEvent } from './api-gateway-event.js';
import type { Headers } from './headers.js';
import { readOperation, type Operation } from './operation.js';
import { invalidRequest, notAllowed } from './refusal.js';
import type { RequestPath } from './request-path.js';
import { inferService } from './service-inference.js';
import { isServicePrefix, type ServicePrefix } from './services.js';

/** Where a request goes and what it asks for. */
export interface Route {
  readonly service: ServicePrefix;
  readonly operation: Operation;
}

export const PREFIX_HEADER = 'aws-endpoint-prefix';

/**
 * Finds the service: the one that the client names, else the only one that its path can mean. The header's value is
 * compared, never cleaned up.
 * @throws Refusal 400 for a prefix that is not, to the letter, a known one, 403 for a service that is not allowed.
 */
export function readRoute(
  { httpMethod }: ProxyEvent,
  path: RequestPath,
  headers: Headers,
  allowedServices: readonly string[],
): Route {
  const service = headers[PREFIX_HEADER] ?? inferService(httpMethod, path.encoded);
  if (service === undefined) throw invalidRequest(`Name the service in the header ${PREFIX_HEADER}.`);
  if (!isServicePrefix(service)) throw invalidRequest(`The header ${PREFIX_HEADER} names no known service.`);
  if (!allowedServices.includes(service)) throw notAllowed(`the service ${service}`);
  return { service, operation: readOperation(service, httpMethod, path) };
}
