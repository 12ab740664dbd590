import { Flags } from '@oclif/core';
import { BulkCommand } from '../../cli/bulk-command.js';
import { exportTenants } from '../../gateway/tenant-file/export-tenants.js';
import { writeTenantCsv } from '../../gateway/tenant-file/tenant-csv.js';
import { writeTenantYaml } from '../../gateway/tenant-file/tenant-yaml.js';

const formats = { csv: writeTenantCsv, yaml: writeTenantYaml };

export default class TenantExport extends BulkCommand {
  static override summary = 'Print all tenants as a file that import, sync and diff take. It holds no keys.';
  static override description =
    'Cells of the CSV cannot become formulas in a spreadsheet, and are read back exactly.';
  static override examples = [
    '<%= config.bin %> tenant export > tenants.csv',
    '<%= config.bin %> tenant export --format yaml > tenants.yaml',
  ];

  static override flags = {
    format: Flags.option({
      description: 'What to print.',
      options: ['csv', 'yaml'] as const,
      default: 'csv' as const,
      env: 'AIGW_FORMAT',
    })(),
  };

  async run(): Promise<{ format: string; tenants: number; content: string }> {
    const { flags } = await this.parse(TenantExport);
    const entries = await exportTenants(await this.bulkTools(flags));
    const content = formats[flags.format](entries);
    this.show(content);
    return { format: flags.format, tenants: entries.length, content };
  }
}
