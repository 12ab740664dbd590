import { TenantCommand, tenantArgument } from '../../cli/tenant-command.js';
import { enableTenant } from '../../gateway/tenant/enable-tenant.js';
import { summaryOf, type TenantSummary } from '../../gateway/tenant/tenant-summary.js';

export default class TenantResume extends TenantCommand {
  static override summary = 'Let a suspended tenant call again, with the keys it had.';
  static override description = 'API Gateway may take a minute to learn of it.';
  static override examples = ['<%= config.bin %> tenant resume acme'];

  static override args = { tenant: tenantArgument };

  async run(): Promise<{ changed: boolean; tenant: TenantSummary }> {
    const { args, flags } = await this.parse(TenantResume);
    const { tools } = await this.work(flags);
    const { changed, tenant } = await enableTenant(tools, args.tenant, true);
    this.show(changed ? `${tenant.id}: active` : `${tenant.id} was active already`);
    return { changed, tenant: summaryOf(tenant) };
  }
}
