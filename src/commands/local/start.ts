import { Flags } from '@oclif/core';
import { AigwCommand } from '../../cli/base-command.js';
import {
  absoluteDirectory,
  runUntilAskedToEnd,
  startDetached,
  type LocalSettings,
  type RunningLocal,
} from '../../cli/local-aws.js';
import { renderLocal, renderLocalNextSteps } from '../../terminal/local.js';

export default class LocalStart extends AigwCommand {
  static override summary =
    'Start AWS on this machine: the services the gateway needs, the deployed API, and a model.';
  static override description =
    'Listens on 127.0.0.1 only. Runs until Ctrl-C, or with --detach until `aigw local stop`. Every other command uses it with --local.';
  static override examples = [
    '<%= config.bin %> local start',
    '<%= config.bin %> local start --detach --state ./.aigw/local',
    '<%= config.bin %> local start --bedrock aws',
  ];

  static override flags = {
    detach: Flags.boolean({ char: 'd', description: 'Go on in the background and return.' }),
    port: Flags.integer({
      description: 'Port to listen on; 0 takes any free one.',
      default: 4577,
      min: 0,
      max: 65_535,
      env: 'AIGW_LOCAL_PORT',
      helpValue: 'PORT',
    }),
    state: Flags.string({
      description: 'Keep everything in this directory between runs.',
      env: 'AIGW_LOCAL_STATE_DIR',
      helpValue: 'DIR',
    }),
    bedrock: Flags.option({
      description: 'Who answers: the built-in model, or Amazon Bedrock with your own AWS credentials.',
      options: ['model', 'aws'] as const,
      default: 'model',
      env: 'AIGW_LOCAL_BEDROCK',
    })(),
    pace: Flags.integer({
      description: 'Milliseconds CloudFormation takes for each step of a resource.',
      min: 0,
      env: 'AIGW_LOCAL_PACE',
      helpValue: 'MS',
    }),
    rates: Flags.boolean({
      description: "Hold callers to AWS's control-plane rates, so that throttling shows.",
      env: 'AIGW_LOCAL_RATES',
    }),
    'key-delay': Flags.integer({
      description: 'Milliseconds until a new API key works, as on AWS it may take minutes.',
      min: 0,
      env: 'AIGW_LOCAL_KEY_DELAY',
      helpValue: 'MS',
    }),
  };

  async run(): Promise<RunningLocal> {
    const { flags } = await this.parse(LocalStart);
    const stateDirectory = absoluteDirectory(flags.state);
    const settings: LocalSettings = {
      port: flags.port,
      version: this.config.version,
      bedrock: flags.bedrock,
      rates: flags.rates,
      ...(stateDirectory === undefined ? {} : { stateDirectory }),
      ...(flags.pace === undefined ? {} : { pace: flags.pace }),
      ...(flags['key-delay'] === undefined ? {} : { keyDelay: flags['key-delay'] }),
    };
    return flags.detach ? this.#detach(settings) : this.#stay(settings);
  }

  async #detach(settings: LocalSettings): Promise<RunningLocal> {
    const running = await startDetached(settings, this.config.root);
    this.show(renderLocal(running, 'The local AWS is running.'));
    this.tell(renderLocalNextSteps());
    return running;
  }

  async #stay(settings: LocalSettings): Promise<RunningLocal> {
    this.takeOverInterruption();
    const stopped = await runUntilAskedToEnd(settings, (running) => {
      this.show(renderLocal(running, 'The local AWS is running. Ctrl-C stops it.'));
    });
    this.tell('The local AWS has stopped.');
    return stopped;
  }
}
