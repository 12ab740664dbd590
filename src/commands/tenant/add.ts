import { Flags } from '@oclif/core';
import { assertNewFile, keyFlags, writeKeyFile } from '../../cli/key-file.js';
import { limitFlags, planQuotaFlag } from '../../cli/limit-flags.js';
import { tagFlag, TenantCommand, tenantArgument, type TenantWork } from '../../cli/tenant-command.js';
import { describeLimits, parseLimits, type Limits } from '../../gateway/plan/limits.js';
import { limitsOf, attachedStage } from '../../gateway/plan/plan-limits.js';
import { addTenant, type AddedTenant, type TenantToAdd } from '../../gateway/tenant/add-tenant.js';
import { jwtKeyValue } from '../../gateway/tenant/jwt-key-value.js';
import { keyWarnings } from '../../gateway/tenant/key-warnings.js';
import { shownKey, type ShownNewKey } from '../../gateway/tenant/shown-key.js';
import { parseTags } from '../../gateway/tenant/tenant-fields.js';
import { summaryOf, type TenantSummary } from '../../gateway/tenant/tenant-summary.js';
import { GatewayError } from '../../gateway/errors.js';
import { renderNewKey } from '../../terminal/tenant-key.js';

interface AddResult {
  readonly outcome: AddedTenant['outcome'];
  readonly tenant: TenantSummary;
  readonly limits: Limits;
  readonly newKey?: ShownNewKey;
}

export default class TenantAdd extends TenantCommand {
  static override summary = 'Let a tenant call the gateway: its key, in a usage plan with its limits.';
  static override description = `The key is shown once. Without limits and plan the tenant shares a plan that limits nothing.
Limits hold for each key. Run again after an interruption, it completes what was begun.`;

  static override examples = [
    '<%= config.bin %> tenant add acme --rate 10 --burst 20 --quota 1000/day',
    '<%= config.bin %> tenant add acme --plan gold --tag team=payments --key-file acme.key --wait',
    '<%= config.bin %> tenant add acme --auth jwt --quota 50000/month',
  ];

  static override args = { tenant: tenantArgument };

  static override flags = {
    ...limitFlags,
    plan: Flags.string({
      description: 'Usage plan, instead of limits.',
      env: 'AIGW_PLAN',
      helpValue: 'NAME',
      exclusive: ['rate', 'burst', 'quota', 'route'],
    }),
    auth: Flags.option({
      description: 'How its clients say who they are: by a key, by JWTs of your issuer, or either.',
      options: ['key', 'jwt', 'both'] as const,
      env: 'AIGW_AUTH',
    })(),
    description: Flags.string({ description: 'Who the tenant is.', helpValue: 'TEXT' }),
    tag: tagFlag,
    ...keyFlags,
    'plan-quota': planQuotaFlag,
  };

  async run(): Promise<AddResult> {
    const { args, flags } = await this.parse(TenantAdd);
    const { rate, burst, quota, route: routes, description, auth } = flags;
    const given = [rate, burst, quota].some((flag) => flag !== undefined) || routes.length > 0;
    const limits = given ? parseLimits({ rate, burst, quota, routes }) : undefined;
    const tags = flags.tag.length > 0 ? parseTags(flags.tag) : undefined;
    if (flags.wait && auth === 'jwt') throw nothingToProve();
    await assertNewFile(flags['key-file']);
    const work = await this.work(flags);
    const wanted = { id: args.tenant, plan: flags.plan ?? limits, auth, description, tags };
    const added = await this.#add(work, wanted);
    await this.#showKey(work, added, flags['key-file']);
    if (flags.wait && added.newKey) await this.proveKey(work, added.newKey.value);
    const { outcome, tenant, plan, newKey } = added;
    return {
      outcome,
      tenant: summaryOf(tenant),
      limits: limitsOf(plan, attachedStage(plan, work.tools.gateway.stage)),
      ...(newKey && { newKey: shownKey(newKey, flags['show-key'], flags['key-file']) }),
    };
  }

  async #add({ tools, gateway }: TenantWork, wanted: TenantToAdd): Promise<AddedTenant> {
    const { connection, stack } = gateway;
    const secretArn = stack.outputs.find(({ key }) => key === 'TenantKeySecretArn')?.value;
    tools.progress.onInterrupt(`Run \`aigw tenant add ${wanted.id}\` again: it completes what was begun.`);
    const added = await tools.progress.step(`Adding tenant ${wanted.id}`, async (step) => {
      const result = await addTenant(
        { ...tools, jwtKeyValue: (id) => jwtKeyValue(connection.secrets, secretArn, id) },
        wanted,
      );
      step.conclude(`Tenant ${wanted.id}: ${result.outcome}`);
      return result;
    });
    for (const warning of keyWarnings(stack, added.tenant.auth)) tools.progress.warn(this.addressed(warning));
    return added;
  }

  async #showKey(work: TenantWork, { tenant, plan, newKey }: AddedTenant, file?: string): Promise<void> {
    if (newKey && file !== undefined) await writeKeyFile(file, newKey.value, tenant.id);
    const limits = describeLimits(limitsOf(plan, attachedStage(plan, work.tools.gateway.stage)));
    this.tell(`${tenant.id}: ${plan.name} (${limits}), ${tenant.state}`);
    if (newKey) this.show(renderNewKey({ ...this.keyUse(work.gateway), value: newKey.value, file }));
    else if (tenant.auth !== 'jwt') {
      this.show(
        this.addressed(`${tenant.id} is there already. Its key: aigw tenant key ${tenant.id} --reveal`),
      );
    }
  }
}

function nothingToProve(): GatewayError {
  return new GatewayError('usage', '--wait needs a key, and this tenant comes with JWTs only.', {
    next: ['Leave out --wait, and test with a JWT of your issuer: aigw authorizer test'],
  });
}
