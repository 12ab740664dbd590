import { routeOperation } from '../../../src/local/model/operations.js';
import type { ServiceProtocol, WireRequest } from '../../../src/local/protocol/wire.js';
import { readCredentialScope } from '../../../src/local/server/credential-scope.js';
import type { ServiceName } from '../../../src/local/service.js';
import { isServiceName } from '../../../src/local/services.js';

/** What a request asks of which service. */
export interface NamedRequest {
  /** Signing name, where the request is signed. */
  readonly service: string | undefined;
  /** As AWS names it, e.g. `CreateChangeSet`. */
  readonly operation: string | undefined;
  readonly input: object;
  /** How the service speaks; absent for services that have no protocol here. */
  readonly protocol: ServiceProtocol | undefined;
}

/** Names the operation of a request: by its target, its action, or its route. */
export function nameRequest(
  request: WireRequest,
  protocols: Readonly<Record<ServiceName, ServiceProtocol>>,
): NamedRequest {
  if (request.path.startsWith('/_aws/execute-api/')) return clientRequest;
  const service = readCredentialScope(request)?.service;
  if (service !== undefined && isServiceName(service)) {
    const protocol = protocols[service];
    return { service, protocol, ...parsed(protocol, request) };
  }
  return {
    service,
    operation: routeOperation(request.method, request.path)?.operation.name,
    input: {},
    protocol: undefined,
  };
}

/** A request to the deployed API, such as those by which its authorization is proven. */
const clientRequest: NamedRequest = {
  service: undefined,
  operation: 'ClientRequest',
  input: {},
  protocol: undefined,
};

function parsed(
  protocol: ServiceProtocol,
  request: WireRequest,
): { operation: string | undefined; input: object } {
  try {
    return protocol.parse(request);
  } catch {
    // Not for the proxy to judge: the server answers what it makes of such a request.
    return { operation: undefined, input: {} };
  }
}
