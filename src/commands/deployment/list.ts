import { StageCommand } from '../../cli/stage-command.js';
import { listDeployments, type DeploymentList } from '../../gateway/release/deployment-list.js';
import { renderDeploymentList } from '../../terminal/deployments.js';

export default class DeploymentListCommand extends StageCommand {
  static override summary = 'List the releases: what is live, since when, and what has been.';
  static override description =
    'AWS keeps no history of a stage. Live since lies between when the deployment was made and when the stage was changed last; that a release was live before is noted by aigw when it moves the stage on.';
  static override examples = [
    '<%= config.bin %> deployment list',
    '<%= config.bin %> deployment list --json',
  ];

  async run(): Promise<DeploymentList> {
    const { flags } = await this.parse(DeploymentListCommand);
    const gateway = await this.gateway(flags);
    const list = await listDeployments(gateway.connection.apis, gateway);
    this.show(this.addressed(renderDeploymentList(list)));
    return list;
  }
}
