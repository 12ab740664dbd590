import { Args } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { planSummary, tenantsOfPlans, type PlanSummary } from '../../gateway/plan/list-plans.js';
import { planGateway, planNamed } from '../../gateway/plan/plan-gateway.js';
import { renderPlan } from '../../terminal/usage-plans.js';

export default class PlanShow extends GatewayCommand {
  static override summary = 'Show one usage plan: limits, routes, stages, tenants.';
  static override examples = ['<%= config.bin %> plan show gold'];

  static override args = {
    plan: Args.string({ description: 'Name or id of the plan.', required: true }),
  };

  async run(): Promise<PlanSummary> {
    const { args, flags } = await this.parse(PlanShow);
    const { connection, stackName } = await this.target(flags);
    const gateway = await planGateway(connection, stackName);
    const plan = planNamed(await connection.usagePlans.list(), args.plan, gateway.stage);
    const tenants = await tenantsOfPlans({ ...connection, progress: this.progress() }, gateway);
    const summary = planSummary(plan, gateway, tenants.get(plan.name) ?? []);
    this.show(renderPlan(summary));
    return summary;
  }
}
