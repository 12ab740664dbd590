import { Flags } from '@oclif/core';
import { GatewayCommand } from '../../cli/gateway-command.js';
import { planQuotaFlag } from '../../cli/limit-flags.js';
import { listPlans, type PlanList } from '../../gateway/plan/list-plans.js';
import { planGateway } from '../../gateway/plan/plan-gateway.js';
import { renderPlans } from '../../terminal/usage-plans.js';

export default class PlanListCommand extends GatewayCommand {
  static override summary =
    'List the usage plans of the gateway: their limits, and how many tenants share them.';
  static override examples = ['<%= config.bin %> plan list', '<%= config.bin %> plan list --all --json'];

  static override flags = {
    all: Flags.boolean({ description: 'All usage plans of the account in this region.' }),
    'plan-quota': planQuotaFlag,
  };

  async run(): Promise<PlanList> {
    const { flags } = await this.parse(PlanListCommand);
    const { connection, stackName } = await this.target(flags);
    const gateway = { ...(await planGateway(connection, stackName)), planQuota: flags['plan-quota'] };
    const tools = { ...connection, progress: this.progress() };
    const list = await listPlans(tools, gateway, flags.all);
    this.show(this.addressed(renderPlans(list)));
    return list;
  }
}
