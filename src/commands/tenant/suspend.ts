import { TenantCommand, tenantArgument } from '../../cli/tenant-command.js';
import { enableTenant } from '../../gateway/tenant/enable-tenant.js';
import { summaryOf, type TenantSummary } from '../../gateway/tenant/tenant-summary.js';

export default class TenantSuspend extends TenantCommand {
  static override summary = 'Let a tenant call no more, until it is resumed.';
  static override description =
    'Its keys stay, and stop working. API Gateway may take a minute to learn of it; the same key works again after `resume`.';
  static override examples = ['<%= config.bin %> tenant suspend acme'];

  static override args = { tenant: tenantArgument };

  async run(): Promise<{ changed: boolean; tenant: TenantSummary }> {
    const { args, flags } = await this.parse(TenantSuspend);
    const { tools } = await this.work(flags);
    const { changed, tenant } = await enableTenant(tools, args.tenant, false);
    this.show(changed ? `${tenant.id}: suspended` : `${tenant.id} was suspended already`);
    return { changed, tenant: summaryOf(tenant) };
  }
}
