import type { ProxyEvent } from './api-gateway-event.js';
import { readOperation, type Operation } from './operation.js';
import { invalidRequest, notAllowed } from './refusal.js';
import type { ClientHeaders } from './request-headers.js';
import { readRequestPath, type RequestPath } from './request-path.js';
import { inferService } from './service-inference.js';
import { isServicePrefix, type ServicePrefix } from './services.js';

/** Where a request goes and what it asks for. */
export interface Route {
  readonly service: ServicePrefix;
  readonly operation: Operation;
  readonly path: RequestPath;
}

const PREFIX_HEADER = 'aws-endpoint-prefix';

/** Whether this is `POST /invoke`, the gateway's own route. */
export function isSimpleInvoke(event: ProxyEvent, headers: ClientHeaders): boolean {
  return (
    event.httpMethod === 'POST' &&
    headers.all(PREFIX_HEADER).length === 0 &&
    readRequestPath(event).segments.join('/') === 'invoke'
  );
}

/**
 * Finds the service: the one that the client names, else the only one that its path can mean.
 * @throws Refusal 400 for a prefix that is not exactly one known one, 403 for a service that is not allowed.
 */
export function readRoute(
  event: ProxyEvent,
  headers: ClientHeaders,
  allowedServices: ReadonlySet<ServicePrefix>,
): Route {
  const path = readRequestPath(event);
  const service = namedService(headers) ?? inferService(event.httpMethod, path.segments);
  if (service === undefined) {
    throw invalidRequest(
      `This path belongs to no service or to several: name one in the header ${PREFIX_HEADER}.`,
    );
  }
  if (!allowedServices.has(service)) throw notAllowed(`This gateway does not allow the service ${service}.`);
  return { service, path, operation: readOperation(service, event.httpMethod, path.segments) };
}

/** The header's value is compared, never cleaned up: what is not a known prefix to the letter is refused. */
function namedService(headers: ClientHeaders): ServicePrefix | undefined {
  const named = headers.all(PREFIX_HEADER);
  if (named.length === 0) return undefined;
  const [prefix = ''] = named;
  if (named.length > 1 || !isServicePrefix(prefix)) {
    throw invalidRequest(`The header ${PREFIX_HEADER} does not name a service this gateway knows.`);
  }
  return prefix;
}
