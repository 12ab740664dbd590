import type { GatewayLogGroups } from '../../log-analysis/log-groups.js';
import { GatewayError } from '../../errors.js';
import type { ApiService } from '../../release/api-service.js';
import type { Stack } from '../../stack/stack-service.js';
import type { LogService } from '../log-service.js';
import type { LogSourceName } from './tail-line.js';
import { groupsOf } from './tailed-groups.js';

/** Switches of the template that write to a source. */
const switchedOff: Partial<
  Record<LogSourceName, { readonly parameter: string; readonly off: string; readonly on: string }>
> = {
  access: { parameter: 'EnableAccessLogs', off: 'false', on: 'true' },
  execution: { parameter: 'ExecutionLogLevel', off: 'OFF', on: 'ERROR' },
};

/**
 * What keeps the sources from having lines, in words, with the command that mends it. Sources that were not asked for by name are
 * mentioned only where something is wrong with them, not where they are switched off.
 *
 * @throws GatewayError `not-found` where none of the sources has a log group
 */
export async function loggingProblems(
  {
    logs,
    apis,
  }: { readonly logs: Pick<LogService, 'groups'>; readonly apis: Pick<ApiService, 'loggingRole'> },
  stack: Stack,
  groups: GatewayLogGroups,
  { sources, named }: { readonly sources: readonly LogSourceName[]; readonly named: boolean },
): Promise<string[]> {
  const byGateway = sources.some((source) => source === 'access' || source === 'execution');
  const [states, roleIsMissing] = await Promise.all([
    Promise.all(sources.map((source) => stateOf(logs, stack, groups, source))),
    byGateway && mayNotLog(apis),
  ]);
  const problems = states.flatMap(({ problem, off }) =>
    problem !== undefined && (named || !off) ? [problem] : [],
  );
  const readable = states.filter(({ exists }) => exists).length;
  if (readable === 0 && states.length > 0)
    throw nothingToRead(
      stack,
      states.flatMap(({ problem }) => problem ?? []),
    );
  if (roleIsMissing) problems.push(noRole);
  return problems;
}

const noRole =
  'API Gateway writes no logs in this account and region: it has no CloudWatch role for them: aigw deploy --param ManageApiGatewayAccount=true';

/** Who may read logs need not be allowed to read the account's settings; then nothing is known against it. */
async function mayNotLog(apis: Pick<ApiService, 'loggingRole'>): Promise<boolean> {
  try {
    return (await apis.loggingRole()) === undefined;
  } catch {
    return false;
  }
}

async function stateOf(
  logs: Pick<LogService, 'groups'>,
  stack: Stack,
  groups: GatewayLogGroups,
  source: LogSourceName,
): Promise<{ exists: boolean; off: boolean; problem?: string }> {
  const wanted = groupsOf(groups, source);
  const there = await logs.groups(wanted[0] ?? '');
  const exists = there.some(({ name }) => wanted.includes(name));
  const setting = switchedOff[source];
  if (setting && stack.parameters[setting.parameter] === setting.off) {
    const mend = `aigw deploy --param ${setting.parameter}=${setting.on}`;
    return { exists, off: true, problem: `There are no ${source} logs: they are switched off: ${mend}` };
  }
  if (exists) return { exists, off: false };
  const problem = `There are no ${source} logs: their log group does not exist, perhaps it was deleted: aws logs create-log-group --log-group-name ${wanted[0] ?? ''}`;
  return { exists, off: false, problem };
}

function nothingToRead(stack: Stack, problems: readonly string[]): GatewayError {
  const mends = problems.flatMap((problem) => /(?:aigw deploy|aws logs).*$/.exec(problem)?.[0] ?? []);
  return new GatewayError('not-found', `The gateway of stack ${stack.name} has no logs to read.`, {
    reason: problems.join('\n'),
    next: [...new Set(mends)],
  });
}
