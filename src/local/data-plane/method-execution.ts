import type { Exchange } from './exchange.js';
import { queryParameters } from './gateway-request.js';
import { forwardedHeaders, type HeaderList } from './headers.js';
import { integrate, type IntegrationAnswer } from './integration.js';

/** Runs a routed and admitted request's integration, noting in the execution log what AWS notes. */
export async function executeMethod(exchange: Exchange): Promise<IntegrationAnswer> {
  const { trace, requestId, request, route } = exchange;
  trace.info(`Starting execution for request: ${requestId}`);
  trace.info(`HTTP Method: ${request.method}, Resource Path: ${route?.resourcePath ?? ''}`);
  trace.data(`Method request path: ${shown(Object.entries(route?.pathParameters ?? {}))}`);
  trace.data(`Method request query string: ${shown([...queryParameters(request.query)])}`);
  trace.data(`Method request headers: ${shown(withoutSecrets(forwardedHeaders(request.headers)))}`);
  trace.data(`Method request body before transformations: ${exchange.body.toString('utf8')}`);
  return integrate(exchange, route?.method.methodIntegration ?? {});
}

/** The way AWS prints maps in execution logs. */
function shown(pairs: Iterable<readonly [string, string | readonly string[]]>): string {
  return `{${[...pairs].map(([name, value]) => `${name}=${String(value)}`).join(', ')}}`;
}

const SECRETS = /^(authorization|x-api-key|cookie|proxy-authorization|x-amz-security-token)$/i;

function withoutSecrets(headers: HeaderList): HeaderList {
  return headers.map(([name, value]) => [name, SECRETS.test(name) ? '*'.repeat(20) : value]);
}
