import { Flags } from '@oclif/core';
import { assertNewFile, keyFlags, writeKeyFile } from '../../cli/key-file.js';
import { TenantCommand, tenantArgument } from '../../cli/tenant-command.js';
import { tenantKeyValue, type TenantKeyValue } from '../../gateway/tenant/reveal-key.js';

export default class TenantKey extends TenantCommand {
  static override summary = 'Show which key a tenant uses, and the key itself only where asked for.';
  static override description =
    'Whoever has the key is the tenant. --reveal prints it to stdout; --key-file writes it to a new file that only you can read.';
  static override examples = [
    '<%= config.bin %> tenant key acme',
    '<%= config.bin %> tenant key acme --reveal',
    '<%= config.bin %> tenant key acme --key-file acme.key',
  ];

  static override args = { tenant: tenantArgument };

  static override flags = {
    reveal: Flags.boolean({ description: 'Print the key itself, also under --json.' }),
    'key-file': keyFlags['key-file'],
  };

  async run(): Promise<TenantKeyValue> {
    const { args, flags } = await this.parse(TenantKey);
    const { 'key-file': file, reveal } = flags;
    await assertNewFile(file);
    const { tools } = await this.work(flags);
    const { value, ...key } = await tenantKeyValue(tools, args.tenant, reveal || file !== undefined);
    if (file !== undefined && value !== undefined) await writeKeyFile(file, value, args.tenant);
    this.show(reveal && value !== undefined ? value : `${key.masked}  (${key.keyId})`);
    return { ...key, ...(reveal && { value }) };
  }
}
