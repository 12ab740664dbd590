import { Flags } from '@oclif/core';
import { BulkCommand } from '../../cli/bulk-command.js';
import { keysOutFile } from '../../cli/keys-out-file.js';
import { planQuotaFlag } from '../../cli/limit-flags.js';
import { keysOutFlag, readTenantFile, tenantFileArgument } from '../../cli/tenant-file.js';
import { GatewayError } from '../../gateway/errors.js';
import { syncTenants, type SyncOutlook, type SyncResult } from '../../gateway/tenant-file/sync-tenants.js';
import { canAsk, confirm } from '../../terminal/prompts.js';
import { renderOutlook, renderSync } from '../../terminal/tenant-differences.js';

export default class TenantSync extends BulkCommand {
  static override summary = 'Make the tenants what a file says: shows the difference, asks, applies it.';
  static override description =
    'In an order that keeps everybody served. Nothing is removed without --prune. A tenant that moves to another plan is refused for a moment: a key can be in one plan of a stage only.';
  static override examples = [
    '<%= config.bin %> tenant sync tenants.yaml',
    '<%= config.bin %> tenant sync tenants.csv --prune --yes --keys-out keys.csv',
  ];

  static override args = { file: tenantFileArgument };

  static override flags = {
    prune: Flags.boolean({ description: 'Remove tenants and keys that the file does not have.' }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask.', env: 'AIGW_YES' }),
    'keys-out': keysOutFlag,
    'plan-quota': planQuotaFlag,
  };

  async run(): Promise<SyncResult> {
    const { args, flags } = await this.parse(TenantSync);
    const entries = await readTenantFile(args.file);
    const keysOut = flags['keys-out'];
    const result = await syncTenants(await this.bulkTools(flags), {
      entries,
      prune: flags.prune,
      approve: (outlook) => this.#approve(outlook, flags.yes),
      ...(keysOut !== undefined && { keeper: await keysOutFile(keysOut) }),
    });
    this.show(this.addressed(renderSync(result)));
    return result;
  }

  async #approve(outlook: SyncOutlook, approved: boolean): Promise<boolean> {
    this.tell(`\n${renderOutlook(outlook)}\n`);
    if (approved) return true;
    if (!this.jsonEnabled() && canAsk()) return confirm('Apply this?');
    throw new GatewayError('usage', 'A sync is to be confirmed, and there is nobody to ask.', {
      reason: 'This is not a terminal, or --json was given.',
      next: ['--yes'],
    });
  }
}
