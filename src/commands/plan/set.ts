import { Args, Flags } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { limitFlags } from '../../cli/limit-flags.js';
import { setPlan, type ChangedPlan } from '../../gateway/plan/change-plan.js';
import { planGateway } from '../../gateway/plan/plan-gateway.js';
import { parsePlanWish } from '../../gateway/plan/plan-wish.js';
import { renderChangedPlan } from '../../terminal/usage-plans.js';

export default class PlanSet extends GatewayCommand {
  static override summary = 'Change the limits of a usage plan, for all its tenants, in one update.';
  static override description =
    'What is not named stays. AWS takes one update of usage plans in 20 seconds; --rate none and --quota none lift a limit.';
  static override examples = [
    '<%= config.bin %> plan set gold --rate 100 --burst 200',
    '<%= config.bin %> plan set gold --quota none --no-route "ANY /{proxy+}"',
  ];

  static override args = {
    plan: Args.string({ description: 'Name or id of the plan.', required: true }),
  };

  static override flags = {
    ...limitFlags,
    'no-route': Flags.string({
      description: 'Take away the limit of one route. May be given several times.',
      helpValue: '"METHOD PATH"',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    description: Flags.string({ description: 'What the plan is for.', helpValue: 'TEXT' }),
  };

  async run(): Promise<ChangedPlan> {
    const { args, flags } = await this.parse(PlanSet);
    const wish = parsePlanWish({ ...flags, routes: flags.route, withoutRoutes: flags['no-route'] });
    const { connection, stackName } = await this.target(flags);
    const gateway = await planGateway(connection, stackName);
    const result = await this.progress().step(`Changing ${args.plan}`, () =>
      setPlan(connection.usagePlans, gateway, args.plan, wish),
    );
    this.show(renderChangedPlan(result, gateway.stage));
    return result;
  }
}
