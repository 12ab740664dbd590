import { Args } from '@oclif/core';
import { TenantCommand, tenantArgument } from '../../cli/tenant-command.js';
import { describeQuota } from '../../gateway/plan/limits.js';
import { grantQuota, type QuotaGrant } from '../../gateway/tenant/grant-quota.js';

export default class TenantGrant extends TenantCommand {
  static override summary = 'Let a tenant make more requests in the running period of its quota.';
  static override description =
    'The next period begins with the quota of its plan again. Run twice, it grants twice: after an interruption look at `tenant usage` first.';
  static override examples = ['<%= config.bin %> tenant grant acme 500'];

  static override args = {
    tenant: tenantArgument,
    requests: Args.integer({
      description: 'How many requests more.',
      required: true,
      min: 1,
      max: 2_147_483_647,
    }),
  };

  async run(): Promise<QuotaGrant> {
    const { args, flags } = await this.parse(TenantGrant);
    const { tools } = await this.work(flags);
    const grant = await grantQuota(tools, args.tenant, args.requests);
    for (const { keyId, before, after } of grant.keys) {
      this.show(`${grant.id}: ${before} → ${after} left of ${describeQuota(grant.quota)} (key ${keyId})`);
    }
    return grant;
  }
}
