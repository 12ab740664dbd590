import { BulkCommand } from '../../cli/bulk-command.js';
import { keysOutFile } from '../../cli/keys-out-file.js';
import { planQuotaFlag } from '../../cli/limit-flags.js';
import { keysOutFlag, readTenantFile, tenantFileArgument } from '../../cli/tenant-file.js';
import { importTenants, type ImportResult } from '../../gateway/tenant-file/import-tenants.js';
import { renderImport } from '../../terminal/tenant-differences.js';

export default class TenantImport extends BulkCommand {
  static override summary = 'Add the tenants of a file that are not there yet, 500 in a call.';
  static override description =
    'Keys are made here unless the file has them. Tenants that are there are left alone (see tenant sync). Run again after an interruption, with the same --keys-out, it goes on.';
  static override examples = [
    '<%= config.bin %> tenant import tenants.csv --keys-out keys.csv',
    '<%= config.bin %> tenant import tenants.yaml',
  ];

  static override args = { file: tenantFileArgument };
  static override flags = { 'keys-out': keysOutFlag, 'plan-quota': planQuotaFlag };

  async run(): Promise<ImportResult> {
    const { args, flags } = await this.parse(TenantImport);
    const entries = await readTenantFile(args.file);
    const keysOut = flags['keys-out'];
    const keeper = keysOut === undefined ? undefined : await keysOutFile(keysOut);
    const tools = await this.bulkTools(flags);
    tools.progress.onInterrupt(
      'What is imported stays. Run the same command again: it goes on with what is missing.',
    );
    const result = await importTenants(tools, entries, keeper);
    this.show(this.addressed(renderImport(result, keysOut)));
    return result;
  }
}
