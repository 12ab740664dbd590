import { BulkCommand } from '../../cli/bulk-command.js';
import { exitCodes } from '../../cli/exit-codes.js';
import { readTenantFile, tenantFileArgument } from '../../cli/tenant-file.js';
import { tenantDifferences, type TenantDifference } from '../../gateway/tenant-file/differences.js';
import { readStanding } from '../../gateway/tenant-file/read-standing.js';
import { renderDiff } from '../../terminal/tenant-differences.js';

export default class TenantDiff extends BulkCommand {
  static override summary =
    'Show how the tenants differ from a file. Exits 0 when they do not, and 8 when they do.';
  static override examples = [
    '<%= config.bin %> tenant diff tenants.yaml',
    '<%= config.bin %> tenant export | <%= config.bin %> tenant diff - --stack other',
  ];

  static override args = { file: tenantFileArgument };

  async run(): Promise<{ differences: readonly TenantDifference[] }> {
    const { args, flags } = await this.parse(TenantDiff);
    const entries = await readTenantFile(args.file);
    const tools = await this.bulkTools(flags);
    const differences = tenantDifferences(entries, await readStanding(tools), tools.gateway.stackName);
    this.show(renderDiff(differences));
    if (differences.length > 0) process.exitCode = exitCodes.verification;
    return { differences };
  }
}
