import { TenantCommand, tenantArgument } from '../../cli/tenant-command.js';
import type { Limits } from '../../gateway/plan/limits.js';
import { showTenant } from '../../gateway/tenant/show-tenant.js';
import { summaryOf, type TenantSummary } from '../../gateway/tenant/tenant-summary.js';
import { renderTenant } from '../../terminal/tenants.js';

interface ShowResult {
  readonly tenant: TenantSummary;
  readonly keys: readonly {
    readonly id: string;
    readonly masked: string;
    readonly plans: readonly string[];
  }[];
  readonly limits?: Limits;
  readonly problems: readonly string[];
}

export default class TenantShow extends TenantCommand {
  static override summary = 'Show a tenant: its plan and limits, its keys, and what is wrong with it.';
  static override description = 'Keys are shown by their first and last four characters.';
  static override examples = [
    '<%= config.bin %> tenant show acme',
    '<%= config.bin %> tenant show acme --json',
  ];

  static override args = { tenant: tenantArgument };

  async run(): Promise<ShowResult> {
    const { args, flags } = await this.parse(TenantShow);
    const { tools } = await this.work(flags);
    const { tenant, keys, ...rest } = await showTenant(tools, args.tenant);
    this.show(this.addressed(renderTenant({ tenant, keys, ...rest })));
    const shown = keys.map(({ id, masked, plans }) => ({ id, masked, plans: plans.map(({ name }) => name) }));
    return { tenant: summaryOf(tenant), keys: shown, ...rest };
  }
}
