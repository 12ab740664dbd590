import { Args } from '@oclif/core';
import { StageCommand } from '../../cli/stage-command.js';
import { readStageSettings } from '../../gateway/stage-settings/set-stage.js';
import type { StageSettings } from '../../gateway/stage-settings/stage-settings-service.js';
import { renderStage } from '../../terminal/stage-settings.js';

export default class StageShow extends StageCommand {
  static override summary = 'Show a stage: deployment, canary, variables, throttle, logs.';
  static override examples = ['<%= config.bin %> stage show', '<%= config.bin %> stage show v1 --json'];

  static override args = {
    stage: Args.string({ description: 'Name of the stage (default: the one the gateway serves from).' }),
  };

  async run(): Promise<StageSettings> {
    const { args, flags } = await this.parse(StageShow);
    const { connection, apiId, stageName } = await this.gateway(flags);
    const target = { apiId, stageName: args.stage ?? stageName };
    const stage = await readStageSettings(connection.stageSettings, target);
    this.show(renderStage(stage));
    return stage;
  }
}
