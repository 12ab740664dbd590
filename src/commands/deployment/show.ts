import { Args } from '@oclif/core';
import { StageCommand } from '../../cli/stage-command.js';
import { readDeploymentDetails, type DeploymentDetails } from '../../gateway/release/deployment-details.js';
import { renderDeploymentDetails } from '../../terminal/deployments.js';

export default class DeploymentShow extends StageCommand {
  static override summary = 'Show a deployment and what differs between it and what is live.';
  static override examples = ['<%= config.bin %> deployment show a1b2c3'];

  static override args = {
    id: Args.string({ description: 'Id of the deployment: aigw deployment list.', required: true }),
  };

  async run(): Promise<DeploymentDetails> {
    const { args, flags } = await this.parse(DeploymentShow);
    const gateway = await this.gateway(flags);
    const details = await readDeploymentDetails(gateway.connection.apis, gateway, args.id);
    this.show(this.addressed(renderDeploymentDetails(details)));
    return details;
  }
}
