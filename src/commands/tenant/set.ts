import { Flags } from '@oclif/core';
import { limitFlags, planQuotaFlag } from '../../cli/limit-flags.js';
import { tagFlag, TenantCommand, tenantArgument } from '../../cli/tenant-command.js';
import { GatewayError } from '../../gateway/errors.js';
import { describeLimits, type Limits } from '../../gateway/plan/limits.js';
import { attachedStage, limitsOf } from '../../gateway/plan/plan-limits.js';
import { parseLimitChanges } from '../../gateway/tenant/limit-changes.js';
import { setTenant, type TenantChanges } from '../../gateway/tenant/set-tenant.js';
import { parseTags } from '../../gateway/tenant/tenant-fields.js';
import { summaryOf, type TenantSummary } from '../../gateway/tenant/tenant-summary.js';

interface SetResult {
  readonly changed: boolean;
  readonly moved: boolean;
  readonly tenant: TenantSummary;
  readonly limits: Limits;
}

export default class TenantSet extends TenantCommand {
  static override summary = 'Change limits, plan, description or tags of a tenant.';
  static override description = `Limits that are not named stay; "none" lifts one.
Other limits are another usage plan. API Gateway lets a key be in one plan of a stage, so between leaving one and entering the other requests are refused, for the time of a call.`;

  static override examples = [
    '<%= config.bin %> tenant set acme --rate 20',
    '<%= config.bin %> tenant set acme --quota none --description "Acme Inc."',
    '<%= config.bin %> tenant set acme --plan gold --tag tier=gold --untag trial',
  ];

  static override args = { tenant: tenantArgument };

  static override flags = {
    rate: limitFlags.rate,
    burst: limitFlags.burst,
    quota: limitFlags.quota,
    plan: Flags.string({
      description: 'Usage plan, instead of limits.',
      helpValue: 'NAME',
      exclusive: ['rate', 'burst', 'quota'],
    }),
    description: Flags.string({ description: 'Who the tenant is.', helpValue: 'TEXT' }),
    tag: tagFlag,
    untag: Flags.string({
      description: 'Take this tag away. May be given several times.',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    'plan-quota': planQuotaFlag,
  };

  async run(): Promise<SetResult> {
    const { args, flags } = await this.parse(TenantSet);
    const { rate, burst, quota, plan, description, tag, untag } = flags;
    const changes: TenantChanges = {
      plan: plan ?? parseLimitChanges({ rate, burst, quota }),
      description,
      tags: parseTags(tag),
      untag,
    };
    if (changes.plan === undefined && description === undefined && tag.length + untag.length === 0) {
      throw nothingToSet();
    }
    const { tools } = await this.work(flags);
    tools.progress.onInterrupt('Run the same command again: it completes what was begun.');
    const result = await tools.progress.step(`Changing tenant ${args.tenant}`, (step) =>
      setTenant(tools, args.tenant, changes).then((set) => {
        step.conclude(`Tenant ${args.tenant}: ${set.changed ? 'changed' : 'as it was'}`);
        return set;
      }),
    );
    const limits = limitsOf(result.plan, attachedStage(result.plan, tools.gateway.stage));
    this.show(
      `${args.tenant}: ${result.plan.name} (${describeLimits(limits)})${result.changed ? '' : ', nothing to change'}`,
    );
    return { changed: result.changed, moved: result.moved, tenant: summaryOf(result.tenant), limits };
  }
}

function nothingToSet(): GatewayError {
  return new GatewayError('usage', 'Nothing is to change.', {
    next: ['--rate N --burst N', '--quota N/day', '--plan NAME', '--description TEXT', '--tag NAME=VALUE'],
  });
}
