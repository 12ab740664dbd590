import type { Exchange } from './exchange.js';
import { contextValue } from './context-variables.js';
import { queryParameters } from './gateway-request.js';
import { headerValue, type HeaderList } from './headers.js';

/**
 * Evaluates parameter mappings whose target begins with `prefix` (DG/request-response-data-mappings): the rest of
 * the target is the name in the result. What has no value is left out.
 */
export function mapParameters(
  exchange: Exchange,
  mappings: Readonly<Record<string, string>>,
  prefix: string,
): HeaderList {
  return Object.entries(mappings)
    .filter(([target]) => target.startsWith(prefix))
    .flatMap(([target, source]): [string, string][] => {
      const value = mappedValue(exchange, source);
      return value === undefined ? [] : [[target.slice(prefix.length), value]];
    });
}

/** The value of one mapping expression: a `'literal'`, a part of the request, a context or a stage variable. */
export function mappedValue(exchange: Exchange, source: string): string | undefined {
  if (/^'.*'$/s.test(source)) return source.slice(1, -1);
  const [, kind = '', name = ''] = /^(method\.request\.\w+|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  switch (kind) {
    case 'method.request.header':
      return headerValue(exchange.request.headers, name);
    case 'method.request.querystring':
      return queryParameters(exchange.request.query).get(name)?.at(-1);
    case 'method.request.path':
      return exchange.route?.pathParameters[name];
    case 'stageVariables':
      return exchange.variables[name];
    case 'context':
      return contextValue(exchange, name);
    default:
      return undefined;
  }
}
