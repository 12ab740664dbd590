import { systemClock } from '../gateway/clock.js';
import type { Connection, ConnectionOptions } from '../gateway/connection.js';
import { GatewayError } from '../gateway/errors.js';
import { addressed } from './addressing.js';
import { AigwCommand } from './base-command.js';
import { defaultStackName, gatewayFlags, type GatewayFlagValues } from './global-flags.js';
import { readProjectSettings, type ProjectSettings } from './project-settings.js';

/** What a command works on: an account and region, a stack, and the project's settings. */
export interface Target {
  readonly connection: Connection;
  readonly stackName: string;
  readonly settings: ProjectSettings;
  readonly local: boolean;
}

const stackNamePattern = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;
const regionPattern = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/** A command that works on a gateway in an AWS account, or in the local AWS. */
export abstract class GatewayCommand extends AigwCommand {
  static override baseFlags = gatewayFlags;
  #address: readonly string[] = [];

  /** Works out account, region and stack from flags, environment and the project's settings. No call is made yet. */
  protected async target(flags: GatewayFlagValues): Promise<Target> {
    this.#address = addressOf(flags, this.argv);
    const settings = await readProjectSettings();
    const stackName = flags.stack ?? settings.stack ?? defaultStackName;
    if (!stackNamePattern.test(stackName)) throw badStackName(stackName);
    const options = flags.local ? await localAws(flags) : await realAws(flags, settings);
    const trace = flags.debug ? (line: string) => process.stderr.write(`${line}\n`) : undefined;
    const { connect } = await import('../aws/connect.js');
    return { connection: connect({ ...options, trace }), stackName, settings, local: flags.local };
  }

  /** Makes the commands in a text lead to the gateway this command works on. */
  protected override addressed(text: string): string {
    return addressed(text, this.#address);
  }

  protected override toSuccessJson(result: unknown): unknown {
    return typeof result === 'object' && result !== null ? { ...result, warnings: this.warnings } : result;
  }
}

/** What of the command line leads to this gateway; what stands in the environment or in aigw.yaml leads there anyway. */
function addressOf(flags: GatewayFlagValues, argv: readonly string[]): string[] {
  const typed = (name: 'stack' | 'region' | 'profile') => {
    const given = argv.some((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
    return given ? [`--${name} ${flags[name] ?? ''}`] : [];
  };
  return [...(flags.local ? ['--local'] : []), ...typed('stack'), ...typed('region'), ...typed('profile')];
}

async function realAws(flags: GatewayFlagValues, settings: ProjectSettings): Promise<ConnectionOptions> {
  const profile = flags.profile ?? settings.profile;
  // The AWS CLI and boto3 read AWS_DEFAULT_REGION too; the SDK we use does not.
  const inEnvironment = flags.region ?? process.env['AWS_DEFAULT_REGION'];
  const region = inEnvironment ?? settings.region ?? (await configuredRegion(profile));
  if (region === undefined) {
    throw new GatewayError('usage', 'No AWS region is set.', {
      next: ['--region us-east-1', 'export AWS_REGION=us-east-1', 'Or use the local AWS: --local'],
    });
  }
  assertRegion(region);
  return { region, profile, endpoint: process.env['AWS_ENDPOINT_URL'], pacing: systemClock };
}

async function configuredRegion(profile: string | undefined): Promise<string | undefined> {
  const { resolveRegion } = await import('../aws/region.js');
  return resolveRegion(profile);
}

/** Where the local AWS listens, and the credentials it knows. */
async function localAws(flags: GatewayFlagValues): Promise<ConnectionOptions> {
  const { findRunning } = await import('../local/lifecycle.js');
  const port = process.env['AIGW_LOCAL_PORT'];
  const running = await findRunning(port ? Number(port) : undefined);
  if (!running) {
    throw new GatewayError('service', 'The local AWS is not running.', {
      reason: port ? `AIGW_LOCAL_PORT=${port} names it.` : undefined,
      next: ['aigw local start --detach'],
    });
  }
  const region = flags.region ?? 'us-east-1';
  assertRegion(region);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { region, endpoint: running.url, credentials, ...(running.rates && { pacing: systemClock }) };
}

function assertRegion(region: string): void {
  if (regionPattern.test(region)) return;
  throw new GatewayError('usage', `"${region}" is not the name of an AWS region.`, {
    reason: 'A region is named like us-east-1 or eu-central-1.',
    next: ['--region us-east-1'],
  });
}

function badStackName(name: string): GatewayError {
  return new GatewayError('usage', `"${name}" cannot be the name of a stack.`, {
    reason: 'A stack name starts with a letter and has letters, digits and hyphens, at most 128.',
    next: ['--stack NAME'],
  });
}
