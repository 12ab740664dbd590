import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../gateway/errors.js';
import { describeParameters, type ParameterDescription } from '../gateway/template/parameters.js';
import { valueProblems } from '../gateway/template/validate-parameters.js';
import { askText, canAsk, choose, confirm } from '../terminal/prompts.js';
import { readingWidth, wrapped } from '../terminal/wrap.js';
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
    if (!described) continue;
    if (name === 'EnableAuthorizer' && isPublic(answers)) answers[name] = authorizationIsNeeded();
    else answers[name] = await askFor(described, answers[name]);
  }
  if (answers['CustomDomain']) {
    const zone = descriptions.get('HostedZoneId');
    if (zone) answers['HostedZoneId'] = await askFor(zone, answers['HostedZoneId']);
  }
  await offerToWrite(answers, target);
  return answers;
}

/** The description stands above the question: in one line with it the prompt would wrap, and be drawn again at every key. */
function askFor(described: ParameterDescription, given: string | undefined): Promise<string> {
  const { name, description, allowedValues } = described;
  const preset = given ?? described.default;
  process.stderr.write(`\n${wrapped(description, readingWidth(process.stderr)).join('\n')}\n`);
  if (allowedValues) {
    const choices = allowedValues.map((value) => ({ name: value, value }));
    return choose(name, choices, preset);
  }
  const validate = (text: string) => {
    const [problem] = valueProblems(described, text);
    return problem ? `${name} ${problem.message}` : true;
  };
  return askText(name, { default: preset, validate });
}

function isPublic(answers: Readonly<Record<string, string>>): boolean {
  return answers['EndpointType'] === 'REGIONAL' || answers['EndpointType'] === 'EDGE';
}

/** A public endpoint leaves no choice. */
function authorizationIsNeeded(): string {
  process.stderr.write('\nA public endpoint needs authorization: EnableAuthorizer is true.\n');
  return 'true';
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
