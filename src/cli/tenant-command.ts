import { Args, Flags } from '@oclif/core';
import { systemClock } from '../gateway/clock.js';
import { askedOfClients } from '../gateway/client/client-credentials.js';
import { reachableUrl } from '../gateway/stack/reachable-url.js';
import { waitUntilKeyWorks } from '../gateway/tenant/probe-key.js';
import type { TenantTools } from '../gateway/tenant/tenant-tools.js';
import type { KeyUse } from '../terminal/tenant-key.js';
import type { GatewayFlagValues } from './global-flags.js';
import { StageCommand, type StandingGateway } from './stage-command.js';

/** The argument that names a tenant. */
export const tenantArgument = Args.string({ description: 'Id of the tenant.', required: true });

export const tagFlag = Flags.string({
  description: 'Tag of the tenant. May be given several times.',
  helpValue: 'NAME=VALUE',
  multiple: true,
  multipleNonGreedy: true,
  default: [],
});

/** What the use cases of tenants work with, and the gateway they belong to. */
export interface TenantWork {
  readonly tools: TenantTools;
  readonly gateway: StandingGateway;
}

/** A command that works on the tenants of a gateway that stands. */
export abstract class TenantCommand extends StageCommand {
  protected async work(flags: GatewayFlagValues & { readonly 'plan-quota'?: number }): Promise<TenantWork> {
    const gateway = await this.gateway(flags);
    const { connection, stack, apiId, stageName } = gateway;
    const { apiKeys, usagePlans } = connection;
    const planQuota = flags['plan-quota'];
    return {
      gateway,
      tools: {
        apiKeys,
        usagePlans,
        clock: systemClock,
        progress: this.progress(),
        gateway: { stackName: stack.name, stage: { apiId, stageName }, planQuota },
      },
    };
  }

  /** How clients of the gateway present a key. */
  protected keyUse({ connection, stack, ...parts }: StandingGateway): KeyUse {
    return { url: reachableUrl(parts, connection.endpoint), bearer: askedOfClients(stack).bearer };
  }

  /** Asks the gateway until it takes the key. */
  protected async proveKey({ tools, gateway }: TenantWork, value: string): Promise<void> {
    const { probeGateway } = await import('../aws/gateway-probe.js');
    const patience = 600_000;
    await waitUntilKeyWorks({ ...tools, probe: probeGateway }, { ...this.keyUse(gateway), value, patience });
  }
}
