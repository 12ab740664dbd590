import type { GatewayParts } from '../stack/gateway-outputs.js';

/** Where a gateway logs. */
export interface GatewayLogGroups {
  readonly access: string;
  readonly forwarder: string;
  readonly authorizer: string;
  /** Of the stage and, while there is a canary, of the canary. */
  readonly execution: readonly string[];
}

/**
 * Names of a gateway's log groups; whether they exist is another question. Canary requests are in the access group too
 * (DG/set-up-logging), so their copy of it is not needed.
 */
export function gatewayLogGroups(
  stackName: string,
  { apiId, stageName }: Pick<GatewayParts, 'apiId' | 'stageName'>,
): GatewayLogGroups {
  const own = `/aws/aigw/${stackName}`;
  const execution = `API-Gateway-Execution-Logs_${apiId}/${stageName}`;
  return {
    access: `${own}/access`,
    forwarder: `${own}/forwarder`,
    authorizer: `${own}/authorizer`,
    execution: [execution, `${execution}/Canary`],
  };
}
