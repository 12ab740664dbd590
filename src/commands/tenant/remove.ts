import { Flags } from '@oclif/core';
import { TenantCommand, tenantArgument } from '../../cli/tenant-command.js';
import { nobodyToAsk } from '../../cli/nobody-to-ask.js';
import { GatewayError } from '../../gateway/errors.js';
import { removeTenant, type RemovedTenant } from '../../gateway/tenant/remove-tenant.js';
import type { Tenant } from '../../gateway/tenant/tenant.js';
import { askText, canAsk } from '../../terminal/prompts.js';
import { renderRemoval } from '../../terminal/tenants.js';

export default class TenantRemove extends TenantCommand {
  static override summary = 'Remove a tenant: its keys, for good.';
  static override description =
    'Asks for the id. Usage plans stay, others may share them. A tenant that is gone already is success.';
  static override examples = [
    '<%= config.bin %> tenant remove acme',
    '<%= config.bin %> tenant remove acme --confirm acme',
  ];

  static override args = { tenant: tenantArgument };

  static override flags = {
    confirm: Flags.string({ description: 'Id of the tenant, instead of typing it.', helpValue: 'ID' }),
  };

  async run(): Promise<RemovedTenant> {
    const { args, flags } = await this.parse(TenantRemove);
    if (flags.confirm === undefined && (this.jsonEnabled() || !canAsk()))
      throw nobodyToAsk('Removing a tenant needs its id', [`--confirm ${args.tenant}`]);
    if (flags.confirm !== undefined && flags.confirm !== args.tenant)
      throw otherId(flags.confirm, args.tenant);
    const { tools } = await this.work(flags);
    tools.progress.onInterrupt('Run the same command again: it removes what is left.');
    const result = await removeTenant(tools, args.tenant, (tenant) => this.#approve(tenant, flags.confirm));
    const keys = result.keys === 1 ? '1 key' : `${result.keys} keys`;
    this.show(
      result.outcome === 'removed'
        ? `Removed: ${result.id} (${keys})`
        : `There is no tenant ${result.id}: nothing to remove.`,
    );
    return result;
  }

  async #approve(tenant: Tenant, confirmed: string | undefined): Promise<boolean> {
    this.tell(renderRemoval(tenant));
    if (confirmed !== undefined) return true;
    return (await askText(`Type the id of the tenant to remove it (${tenant.id}):`)) === tenant.id;
  }
}

function otherId(given: string, id: string): GatewayError {
  return new GatewayError('usage', `--confirm ${given} does not name the tenant ${id}.`, {
    reason: 'Nothing was removed.',
    next: [`--confirm ${id}`],
  });
}
