import { StageCommand } from '../../cli/stage-command.js';
import type { Stage } from '../../gateway/release/api-service.js';
import { renderStages } from '../../terminal/stage-settings.js';

export default class StageList extends StageCommand {
  static override summary = 'List the stages of the API: what each serves, its canary, when it was changed.';
  static override examples = ['<%= config.bin %> stage list'];

  async run(): Promise<{ stages: Stage[] }> {
    const { flags } = await this.parse(StageList);
    const { connection, apiId, stageName } = await this.gateway(flags);
    const stages = await connection.apis.stages(apiId);
    this.show(renderStages(stages, stageName));
    return { stages };
  }
}
