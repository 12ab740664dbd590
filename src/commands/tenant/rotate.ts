import { Flags } from '@oclif/core';
import { durationFlag } from '../../cli/duration-flag.js';
import { assertNewFile, keyFlags, writeKeyFile } from '../../cli/key-file.js';
import { TenantCommand, tenantArgument, type TenantWork } from '../../cli/tenant-command.js';
import { GatewayError } from '../../gateway/errors.js';
import { finishRotation } from '../../gateway/tenant/finish-rotation.js';
import { rotateKey, type RotatedKey } from '../../gateway/tenant/rotate-key.js';
import { shownKey, type ShownNewKey } from '../../gateway/tenant/shown-key.js';
import type { ReplacedKey } from '../../gateway/tenant/tenant-record.js';
import { summaryOf, type TenantSummary } from '../../gateway/tenant/tenant-summary.js';
import { moment } from '../../terminal/moment.js';
import { canAsk, confirm } from '../../terminal/prompts.js';
import { renderNewKey } from '../../terminal/tenant-key.js';

interface RotateResult {
  readonly outcome: RotatedKey['outcome'] | 'finished' | 'nothing to finish';
  readonly tenant: TenantSummary;
  readonly newKey?: ShownNewKey;
  /** Id of the key that was removed. */
  readonly removed?: string;
}

export default class TenantRotate extends TenantCommand {
  static override summary = 'Give a tenant a new key while the old one goes on working.';
  static override description = `API keys do not expire by themselves: the old one works until --finish removes it, which \`tenant show\` asks for when the overlap is over.
A key that leaked: suspend the tenant, or rotate and finish at once.`;

  static override examples = [
    '<%= config.bin %> tenant rotate acme',
    '<%= config.bin %> tenant rotate acme --overlap 7d --key-file acme.key',
    '<%= config.bin %> tenant rotate acme --finish',
  ];

  static override args = { tenant: tenantArgument };

  static override flags = {
    overlap: durationFlag({
      description: 'For how long the old key is promised to work.',
      env: 'AIGW_OVERLAP',
      default: 24 * 3_600_000,
      defaultHelp: () => Promise.resolve('24h'),
      exclusive: ['finish'],
    }),
    finish: Flags.boolean({ description: 'Remove the old key.' }),
    yes: Flags.boolean({
      char: 'y',
      description: 'With --finish: also before the overlap is over.',
      env: 'AIGW_YES',
    }),
    ...keyFlags,
  };

  async run(): Promise<RotateResult> {
    const { args, flags } = await this.parse(TenantRotate);
    await assertNewFile(flags['key-file']);
    const work = await this.work(flags);
    work.tools.progress.onInterrupt('Run the same command again: it completes what was begun.');
    if (flags.finish) return this.#finish(work, args.tenant, flags.yes);
    const rotated = await rotateKey(work.tools, args.tenant, flags.overlap);
    await this.#showKey(work, rotated, flags['key-file']);
    const { outcome, tenant, newKey } = rotated;
    if (flags.wait && newKey) await this.proveKey(work, newKey.value);
    return {
      outcome,
      tenant: summaryOf(tenant),
      ...(newKey && { newKey: shownKey(newKey, flags['show-key'], flags['key-file']) }),
    };
  }

  async #finish({ tools }: TenantWork, id: string, yes: boolean): Promise<RotateResult> {
    const approve = (old: ReplacedKey) => this.#mayGo(old, yes);
    const { outcome, tenant, removed } = await finishRotation(tools, id, approve);
    this.show(
      removed === undefined
        ? `${id} has no old key: nothing to finish.`
        : `${id}: the old key (${removed}) is removed.`,
    );
    return { outcome, tenant: summaryOf(tenant), removed };
  }

  async #mayGo({ until }: ReplacedKey, yes: boolean): Promise<boolean> {
    if (yes) return true;
    if (!this.jsonEnabled() && canAsk()) {
      return confirm(`The old key was promised to work until ${moment(until)}. Remove it now?`);
    }
    throw new GatewayError('usage', `The old key was promised to work until ${moment(until)}.`, {
      reason: 'Nothing was removed, and there is nobody to ask.',
      next: ['--finish --yes'],
    });
  }

  async #showKey(work: TenantWork, { tenant, old, newKey }: RotatedKey, file?: string): Promise<void> {
    const { id } = tenant;
    if (newKey && file !== undefined) await writeKeyFile(file, newKey.value, id);
    this.tell(
      this.addressed(
        `The old key (${old.keyId}) is promised until ${moment(old.until)}, then: aigw tenant rotate ${id} --finish`,
      ),
    );
    if (newKey) this.show(renderNewKey({ ...this.keyUse(work.gateway), value: newKey.value, file }));
    else this.show(this.addressed(`${id} has its new key already: aigw tenant key ${id} --reveal`));
  }
}
