import type { GatewayParts } from './gateway-outputs.js';

/**
 * Where the gateway's stage answers for a client on this machine: its own URL on AWS; under another endpoint (the local AWS)
 * the path under which that serves deployed APIs.
 */
export function reachableUrl(gateway: GatewayParts, endpoint: string | undefined): string {
  if (!endpoint) return gateway.url;
  return `${endpoint.replace(/\/+$/, '')}/_aws/execute-api/${gateway.apiId}/${gateway.stageName}`;
}
