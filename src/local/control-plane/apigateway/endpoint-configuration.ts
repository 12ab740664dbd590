import type { EndpointConfiguration } from '@aws-sdk/client-api-gateway';
import { badRequest, enumViolation, validationFailed } from './rejections.js';

const endpointTypes = ['PRIVATE', 'EDGE', 'REGIONAL'];
const ipAddressTypes = ['ipv4', 'dualstack'];

/** Where an API may move from where it is (DG/apigateway-api-migration). */
const migrations: Record<string, readonly string[]> = {
  EDGE: ['REGIONAL', 'PRIVATE'],
  REGIONAL: ['EDGE', 'PRIVATE'],
  PRIVATE: ['REGIONAL'],
};

/** Members outside their enumeration, in AWS's order and words (LS). */
export function requireKnownEndpoint(given: EndpointConfiguration | undefined): void {
  const at = 'createRestApiInput.endpointConfiguration';
  const violations: string[] = [];
  const types = given?.types ?? [];
  if (types.some((type) => !endpointTypes.includes(type))) {
    violations.push(
      `Value '[${types.join(', ')}]' at '${at}.types' failed to satisfy constraint: Member must satisfy constraint: ` +
        `[Member must satisfy enum value set: [${endpointTypes.join(', ')}]]`,
    );
  }
  const ip = given?.ipAddressType;
  if (ip !== undefined && !ipAddressTypes.includes(ip)) {
    violations.push(enumViolation(ip, `${at}.ipAddressType`, ipAddressTypes));
  }
  if (violations.length > 0) throw validationFailed(violations);
}

/** The configuration of a new API: EDGE unless told, dual-stack when private (LS). */
export function newEndpointConfiguration(given: EndpointConfiguration | undefined): EndpointConfiguration {
  const types = given?.types ?? ['EDGE'];
  if (types.length === 0) {
    throw badRequest('REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.');
  }
  if (types.length > 1) throw badRequest('Cannot create an api with multiple Endpoint Types.');
  const isPrivate = types[0] === 'PRIVATE';
  const endpoint: EndpointConfiguration = {
    ipAddressType: given?.ipAddressType ?? (isPrivate ? 'dualstack' : 'ipv4'),
    types,
  };
  if (given?.vpcEndpointIds?.length) endpoint.vpcEndpointIds = given.vpcEndpointIds;
  requireCoherent(endpoint);
  return endpoint;
}

/** The configuration after the type changed; the address type follows (DG/apigateway-api-migration). */
export function migrated(endpoint: EndpointConfiguration, type: string | undefined): EndpointConfiguration {
  if (type === undefined || !endpointTypes.includes(type)) {
    throw badRequest('Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE');
  }
  const from = endpoint.types?.[0] ?? 'EDGE';
  if (from === type) return endpoint;
  if (!migrations[from]?.includes(type)) {
    throw badRequest(`Cannot update endpoint from ${from} to ${type}`);
  }
  const kept = { ...endpoint, types: [type as 'EDGE'] };
  if (type === 'PRIVATE') return { ...kept, ipAddressType: 'dualstack' };
  delete kept.vpcEndpointIds;
  return { ...kept, ipAddressType: 'ipv4' };
}

/** The configuration with another address type (LS). */
export function withIpAddressType(
  endpoint: EndpointConfiguration,
  ip: string | undefined,
): EndpointConfiguration {
  if (ip !== 'ipv4' && ip !== 'dualstack')
    throw badRequest('ipAddressType must be either ipv4 or dualstack.');
  const changed = { ...endpoint, ipAddressType: ip } satisfies EndpointConfiguration;
  requireCoherent(changed);
  return changed;
}

/** The configuration with a VPC endpoint more or less. */
export function withVpcEndpoint(
  endpoint: EndpointConfiguration,
  op: 'add' | 'remove',
  id: string | undefined,
): EndpointConfiguration {
  if (id === undefined || !id.startsWith('vpce-'))
    throw badRequest(`Invalid VPC endpoint ID specified: ${id ?? 'null'}`);
  const others = (endpoint.vpcEndpointIds ?? []).filter((known) => known !== id);
  const changed = { ...endpoint, vpcEndpointIds: op === 'add' ? [...others, id] : others };
  requireCoherent(changed);
  return changed;
}

function requireCoherent(endpoint: EndpointConfiguration): void {
  const isPrivate = endpoint.types?.[0] === 'PRIVATE';
  if (isPrivate && endpoint.ipAddressType === 'ipv4') {
    throw badRequest('Only dualstack ipAddressType is supported for Private APIs.');
  }
  if (!isPrivate && endpoint.vpcEndpointIds?.length) {
    throw badRequest('VPCEndpoints can only be specified with PRIVATE apis.');
  }
}
