import { Args, Flags } from '@oclif/core';
import { BulkCommand } from '../../cli/bulk-command.js';
import { systemClock } from '../../gateway/clock.js';
import { readUsage, type UsageReport } from '../../gateway/usage/read-usage.js';
import { parsePeriod } from '../../gateway/usage/usage-period.js';
import { renderUsage, usageCsv } from '../../terminal/tenant-usage.js';

export default class TenantUsageCommand extends BulkCommand {
  static override summary = 'Show how many requests tenants made each day, and what is left of their quotas.';
  static override description =
    'Over all keys of a tenant, the replaced one of a rotation included. API Gateway counts requests, not tokens (see logs stats), and some minutes late.';
  static override examples = [
    '<%= config.bin %> tenant usage',
    '<%= config.bin %> tenant usage acme --from 2026-11-01',
    '<%= config.bin %> tenant usage --from 2026-10-01 --to 2026-10-31 --csv > october.csv',
  ];

  static override args = {
    tenant: Args.string({ description: 'Id of the tenant; all of them unless given.' }),
  };

  static override flags = {
    from: Flags.string({
      description: 'First day, in UTC; 30 days in all unless given.',
      helpValue: 'YYYY-MM-DD',
    }),
    to: Flags.string({ description: 'Last day, in UTC; today unless given.', helpValue: 'YYYY-MM-DD' }),
    csv: Flags.boolean({ description: 'One line for each tenant and day, for a spreadsheet.' }),
  };

  async run(): Promise<UsageReport> {
    const { args, flags } = await this.parse(TenantUsageCommand);
    const period = parsePeriod(flags.from, flags.to, systemClock.now());
    const report = await readUsage(await this.bulkTools(flags), period, args.tenant);
    this.show(flags.csv ? usageCsv(report) : this.addressed(renderUsage(report)));
    return report;
  }
}
