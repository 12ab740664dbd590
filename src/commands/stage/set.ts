import { Args, Flags } from '@oclif/core';
import { variablesIn } from '../../cli/release-flags.js';
import { StageCommand } from '../../cli/stage-command.js';
import {
  assertStageChange,
  setStage,
  settingNotes,
  type StageSet,
} from '../../gateway/stage-settings/set-stage.js';
import { renderStageSet } from '../../terminal/stage-settings.js';
import { warningLine } from '../../terminal/warning.js';

export default class StageSetCommand extends StageCommand {
  static override summary = 'Set variables and the throttle of a stage. It holds at once, without a release.';
  static override description = `The variables forwarder and authorizer name function versions: only releases set them.
The throttle is for all clients and methods together; limits of a tenant stand in its plan.`;

  static override examples = [
    '<%= config.bin %> stage set --var mode=careful',
    '<%= config.bin %> stage set --unset mode',
    '<%= config.bin %> stage set --rate 50 --burst 100',
  ];

  static override args = {
    stage: Args.string({ description: 'Name of the stage (default: the one the gateway serves from).' }),
  };

  static override flags = {
    var: Flags.string({
      description: 'Variable to set. May be given several times.',
      helpValue: 'NAME=VALUE',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    unset: Flags.string({
      description: 'Variable to remove. May be given several times.',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    rate: Flags.string({ description: 'Requests a second, averaged.', helpValue: 'NUMBER' }),
    burst: Flags.string({ description: 'Requests at once.', helpValue: 'NUMBER' }),
  };

  async run(): Promise<StageSet> {
    const { args, flags } = await this.parse(StageSetCommand);
    const throttle = {
      ...(flags.rate !== undefined && { rateLimit: Number(flags.rate || Number.NaN) }),
      ...(flags.burst !== undefined && { burstLimit: Number(flags.burst || Number.NaN) }),
    };
    const wanted = { set: variablesIn(flags.var), unset: flags.unset, throttle };
    assertStageChange(wanted);
    const { connection, apiId, stageName } = await this.gateway(flags);
    const result = await setStage(
      connection.stageSettings,
      { apiId, stageName: args.stage ?? stageName },
      wanted,
    );
    for (const note of settingNotes(result, wanted)) this.#warn(this.addressed(note));
    this.show(renderStageSet(result));
    return result;
  }

  #warn(text: string): void {
    this.warnings.push(text);
    this.tell(warningLine(text));
  }
}
