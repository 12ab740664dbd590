import { Args, Flags } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { limitFlags, planQuotaFlag } from '../../cli/limit-flags.js';
import { createPlan, type ChangedPlan } from '../../gateway/plan/change-plan.js';
import { parseLimits } from '../../gateway/plan/limits.js';
import { planGateway } from '../../gateway/plan/plan-gateway.js';
import { renderChangedPlan } from '../../terminal/usage-plans.js';

export default class PlanCreate extends GatewayCommand {
  static override summary =
    'Create a usage plan and attach it to the gateway. Limits hold for each key of the plan.';
  static override description =
    'Without a name it is the plan that tenants with these limits share. Run again it finds what is there.';
  static override examples = [
    '<%= config.bin %> plan create gold --rate 50 --burst 100 --quota 100000/month',
    '<%= config.bin %> plan create --rate 10 --route "ANY /{proxy+}=5:10"',
  ];

  static override args = {
    plan: Args.string({ description: 'Name of the plan.' }),
  };

  static override flags = {
    ...limitFlags,
    description: Flags.string({ description: 'What the plan is for.', helpValue: 'TEXT' }),
    'plan-quota': planQuotaFlag,
  };

  async run(): Promise<ChangedPlan> {
    const { args, flags } = await this.parse(PlanCreate);
    const { rate, burst, quota, route, description } = flags;
    const limits = parseLimits({ rate, burst, quota, routes: route });
    const { connection, stackName } = await this.target(flags);
    const gateway = { ...(await planGateway(connection, stackName)), planQuota: flags['plan-quota'] };
    const result = await createPlan(connection.usagePlans, gateway, { name: args.plan, description, limits });
    this.show(renderChangedPlan(result, gateway.stage));
    return result;
  }
}
