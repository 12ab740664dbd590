import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../gateway/errors.js';
import { describeParameters, type ParameterDescription } from '../gateway/template/parameters.js';
import { askText, canAsk, choose, confirm } from '../terminal/prompts.js';
import type { Target } from './gateway-command.js';
import { settingsFileName } from './project-settings.js';

/** Parameters worth asking for, in order; the rest have defaults that are safe. */
const asked = [
  'EndpointType',
  'EnableAuthorizer',
  'CustomDomain',
  'ThrottleRateLimit',
  'AllowedModels',
  'EnableWaf',
  'EnableAlarms',
];

/** Asks for what matters, writes the answers into the project's configuration file, and returns all parameters. */
export async function askForParameters(
  templateSource: string,
  given: Readonly<Record<string, string>>,
  target: Target,
): Promise<Record<string, string>> {
  if (!canAsk()) {
    throw new GatewayError('usage', '--guided needs a terminal.', {
      next: ['Use --param Key=Value or --param-file FILE'],
    });
  }
  const descriptions = new Map(
    describeParameters(templateSource).map((described) => [described.name, described]),
  );
  const answers: Record<string, string> = { ...given };
  for (const name of asked) {
    const described = descriptions.get(name);
    if (described) answers[name] = await askFor(described, answers[name]);
  }
  if (answers['CustomDomain']) {
    const zone = descriptions.get('HostedZoneId');
    if (zone) answers['HostedZoneId'] = await askFor(zone, answers['HostedZoneId']);
  }
  await offerToWrite(answers, target);
  return answers;
}

function askFor(described: ParameterDescription, given: string | undefined): Promise<string> {
  const preset = given ?? described.default;
  const message = `${described.name}: ${described.description}`;
  if (described.allowedValues) {
    return choose(
      message,
      described.allowedValues.map((value) => ({ name: value, value })),
      preset,
    );
  }
  const pattern =
    described.allowedPattern === undefined ? undefined : new RegExp(`^(?:${described.allowedPattern})$`);
  const validate = (text: string) =>
    !pattern || pattern.test(text) || (described.constraint ?? 'is not allowed');
  return askText(message, { default: preset, validate });
}

async function offerToWrite(parameters: Readonly<Record<string, string>>, target: Target): Promise<void> {
  const file = join(process.cwd(), settingsFileName);
  const verb = existsSync(file) ? 'Overwrite' : 'Write';
  if (!(await confirm(`${verb} ${file}, so that the next deployment uses the same answers?`))) return;
  const { stringify } = await import('./yaml-format.js');
  const { profile, tags } = target.settings;
  const region = target.local ? target.settings.region : target.connection.region;
  await writeFile(file, stringify({ stack: target.stackName, region, profile, parameters, tags }));
}
