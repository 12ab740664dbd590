import { Flags } from '@oclif/core';
import { TenantCommand } from '../../cli/tenant-command.js';
import { listTenants } from '../../gateway/tenant/list-tenants.js';
import { summaryOf, type TenantSummary } from '../../gateway/tenant/tenant-summary.js';
import { renderTenants } from '../../terminal/tenants.js';

export default class TenantList extends TenantCommand {
  static override summary = 'List the tenants of the gateway.';
  static override description =
    'Reads the API keys of the account, 500 a call. What a key really is in, and what it may call, shows `tenant show`.';
  static override examples = [
    '<%= config.bin %> tenant list',
    '<%= config.bin %> tenant list --suspended',
    '<%= config.bin %> tenant list --prefix acme- --json',
  ];

  static override flags = {
    plan: Flags.string({
      description: 'Only tenants of this usage plan.',
      env: 'AIGW_PLAN',
      helpValue: 'NAME',
    }),
    suspended: Flags.boolean({ description: 'Only tenants of which not all keys work.' }),
    prefix: Flags.string({ description: 'Only tenants whose id begins so.', helpValue: 'TEXT' }),
  };

  async run(): Promise<{ tenants: TenantSummary[]; accountKeys?: number }> {
    const { flags } = await this.parse(TenantList);
    const { tools } = await this.work(flags);
    const list = await listTenants(tools, flags);
    this.show(this.addressed(renderTenants(list)));
    return { ...list, tenants: list.tenants.map(summaryOf) };
  }
}
