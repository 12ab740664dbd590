import { Flags } from '@oclif/core';
import { readFile } from 'node:fs/promises';
import { GatewayError } from '../gateway/errors.js';

/** A flag that stands for a template parameter, because operators set it often. */
interface ParameterFlag {
  readonly parameter: string;
  readonly description: string;
  /** A switch sets `true` or, with `--no-`, `false`. */
  readonly kind: 'text' | 'switch';
  readonly helpValue?: string;
}

/** Important parameters, each with a flag of its own; all others are set with `--param`. */
const parameterFlagTable = {
  'endpoint-type': {
    parameter: 'EndpointType',
    description: 'Who can reach the gateway: PRIVATE, REGIONAL or EDGE.',
    kind: 'text',
    helpValue: 'TYPE',
  },
  authorizer: { parameter: 'EnableAuthorizer', description: 'Ask every client who it is.', kind: 'switch' },
  'require-api-key': {
    parameter: 'RequireApiKey',
    description: 'Ask every client for an API key.',
    kind: 'switch',
  },
  'custom-domain': {
    parameter: 'CustomDomain',
    description: 'Host name of your own for the gateway.',
    kind: 'text',
    helpValue: 'HOST',
  },
  'hosted-zone-id': {
    parameter: 'HostedZoneId',
    description: 'Route 53 zone of the custom domain.',
    kind: 'text',
    helpValue: 'ID',
  },
  'vpc-id': {
    parameter: 'ExistingVpcId',
    description: 'Use this VPC instead of making one.',
    kind: 'text',
    helpValue: 'ID',
  },
  'subnet-ids': {
    parameter: 'ExistingSubnetIds',
    description: 'Subnets of that VPC, separated by commas.',
    kind: 'text',
    helpValue: 'IDS',
  },
  'throttle-rate': {
    parameter: 'ThrottleRateLimit',
    description: 'Requests per second the stage accepts.',
    kind: 'text',
    helpValue: 'N',
  },
  'throttle-burst': {
    parameter: 'ThrottleBurstLimit',
    description: 'Requests at once the stage accepts.',
    kind: 'text',
    helpValue: 'N',
  },
  waf: { parameter: 'EnableWaf', description: 'Put AWS WAF in front.', kind: 'switch' },
  alarms: { parameter: 'EnableAlarms', description: 'Make CloudWatch alarms.', kind: 'switch' },
  dashboard: { parameter: 'EnableDashboard', description: 'Make a CloudWatch dashboard.', kind: 'switch' },
  tracing: { parameter: 'EnableTracing', description: 'Trace with X-Ray.', kind: 'switch' },
  'allowed-models': {
    parameter: 'AllowedModels',
    description: 'Model ids clients may use, separated by commas; * is a wildcard.',
    kind: 'text',
    helpValue: 'IDS',
  },
  'guardrail-id': {
    parameter: 'GuardrailId',
    description: 'Guardrail every model call goes through.',
    kind: 'text',
    helpValue: 'ID',
  },
} as const satisfies Record<string, ParameterFlag>;

type FlagName = keyof typeof parameterFlagTable;

/** The flags of `aigw deploy` that set template parameters. */
export const parameterFlags = {
  param: Flags.string({
    description: 'Set a template parameter. May be given several times.',
    helpGroup: 'PARAMETER',
    helpValue: 'Key=Value',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'param-file': Flags.string({
    description: 'Read parameters from a YAML or JSON file: a map, or the list the AWS CLI uses.',
    env: 'AIGW_PARAM_FILE',
    helpGroup: 'PARAMETER',
    helpValue: 'FILE',
  }),
  ...(Object.fromEntries(
    Object.entries(parameterFlagTable).map(([name, flag]) => [name, flagFor(name, flag)]),
  ) as {
    [Name in FlagName]: (typeof parameterFlagTable)[Name]['kind'] extends 'switch'
      ? ReturnType<typeof switchFlag>
      : ReturnType<typeof textFlag>;
  }),
};

function flagFor(name: string, flag: ParameterFlag) {
  return flag.kind === 'switch' ? switchFlag(name, flag) : textFlag(name, flag);
}

function switchFlag(name: string, flag: ParameterFlag) {
  return Flags.boolean({ ...shared(name, flag), allowNo: true });
}

function textFlag(name: string, flag: ParameterFlag) {
  return Flags.string({ ...shared(name, flag), helpValue: flag.helpValue });
}

function shared(name: string, flag: ParameterFlag) {
  return {
    description: `${flag.description} (${flag.parameter})`,
    env: `AIGW_${name.toUpperCase().replaceAll('-', '_')}`,
    helpGroup: 'PARAMETER',
  };
}

/** Values of `parameterFlags` after parsing. */
export type ParameterFlagValues = Partial<Record<FlagName, string | boolean>> & {
  readonly param?: readonly string[];
  readonly 'param-file'?: string;
};

/**
 * Parameters from everywhere they may come from: what was typed wins over the environment, and that over the settings. Within
 * each the later of file, `--param` and own flag wins.
 *
 * @param typed names of the flags on the command line; the others have their value from the environment
 */
export async function givenParameters(
  flags: ParameterFlagValues,
  fromSettings: Readonly<Record<string, string>>,
  typed: ReadonlySet<string> = new Set(Object.keys(flags)),
): Promise<Record<string, string>> {
  const fromFile = flags['param-file'] === undefined ? {} : await readParameterFile(flags['param-file']);
  return {
    ...fromSettings,
    ...(typed.has('param-file') ? {} : fromFile),
    ...ownFlagValues(flags, (name) => !typed.has(name)),
    ...(typed.has('param-file') ? fromFile : {}),
    ...Object.fromEntries((flags.param ?? []).map(splitParameter)),
    ...ownFlagValues(flags, (name) => typed.has(name)),
  };
}

/** The flag of its own that a parameter has, as it is typed. */
export function flagOfParameter(parameter: string): string | undefined {
  const found = Object.entries(parameterFlagTable).find(([, flag]) => flag.parameter === parameter);
  return found && `--${found[0]}`;
}

/** Names of all flags that set parameters. */
export const parameterFlagNames: readonly string[] = Object.keys(parameterFlags);

function ownFlagValues(
  flags: ParameterFlagValues,
  counts: (name: string) => boolean,
): Record<string, string> {
  const given = Object.entries(parameterFlagTable).flatMap(([name, { parameter }]) => {
    const value = flags[name as FlagName];
    return value === undefined || !counts(name) ? [] : [[parameter, String(value)]];
  });
  return Object.fromEntries(given) as Record<string, string>;
}

function splitParameter(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new GatewayError('usage', `--param ${text} is not Key=Value.`, {
    next: ['--param EndpointType=REGIONAL'],
  });
}

async function readParameterFile(file: string): Promise<Record<string, string>> {
  const { parse } = await import('./yaml-format.js');
  try {
    return parametersIn(parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new GatewayError('usage', `The parameter file ${file} cannot be used.`, {
      reason: error instanceof Error ? error.message.split('\n')[0] : String(error),
      next: ['It may be a map (EndpointType: REGIONAL) or a list of ParameterKey and ParameterValue.'],
    });
  }
}

function parametersIn(content: unknown): Record<string, string> {
  const entries: [unknown, unknown][] = Array.isArray(content) ? content.map(listEntry) : mapEntries(content);
  return Object.fromEntries(entries.map(([key, value]) => [checkedKey(key), checkedValue(key, value)]));
}

function mapEntries(content: unknown): [unknown, unknown][] {
  if (typeof content === 'object' && content !== null) return Object.entries(content);
  throw new Error('it holds no parameters');
}

function listEntry(item: unknown): [unknown, unknown] {
  const { ParameterKey, ParameterValue } = (item ?? {}) as {
    ParameterKey?: unknown;
    ParameterValue?: unknown;
  };
  return [ParameterKey, ParameterValue];
}

function checkedKey(key: unknown): string {
  if (typeof key === 'string' && key !== '') return key;
  throw new Error('an entry has no ParameterKey');
}

function checkedValue(key: unknown, value: unknown): string {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  if (Array.isArray(value)) return value.map(String).join(',');
  throw new Error(`${String(key)} has no usable value`);
}
