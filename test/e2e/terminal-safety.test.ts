import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { gatewayLogGroups } from '../../src/gateway/log-analysis/log-groups.js';
import { aigw, environment, launcher } from '../support/aigw.js';
import { deployedGateway } from '../support/deployed-gateway.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { accessLine, forwarderLine } from '../support/log-lines.js';
import { inTerminal } from '../support/in-terminal.js';
import { terminalAttacks, terminalControls } from '../support/terminal-attacks.js';

/** Where an attack begins and ends in an output: our own drawing around it is not meant. */
const [begin, end] = ['<<', '>>'];

let local: RunningTestAws;
/** Every message that was logged. */
const logged: string[] = [];

beforeAll(async () => {
  local = await startTestAws();
  const { stackName, gateway } = await deployedGateway(local);
  const groups = gatewayLogGroups(stackName, gateway);
  const lines = terminalAttacks.flatMap(([, attack], at) => {
    const text = `${begin}${attack}${end}`;
    const ids = { requestId: `req-${at}`, extendedRequestId: `ext-${at}=` };
    const upstream = { upstreamRequestId: 'up', status: 424, durationMs: 5, inputTokens: 1 };
    return [
      [
        groups.access,
        accessLine({
          ...ids,
          time: Date.now(),
          status: 502,
          integrationServiceStatus: 200,
          tenant: text,
          path: text,
          integrationError: text,
          integrationRequestId: 'lambda-1',
        }),
      ],
      [
        groups.forwarder,
        forwarderLine({ ...ids, ...upstream, tenant: text, modelId: text, errorType: text }),
      ],
      [groups.authorizer, JSON.stringify({ requestId: ids.requestId, reason: text })],
      [groups.authorizer, text],
      [groups.execution[0] ?? '', `(${ids.requestId}) ${text}`],
    ] as const;
  });
  const logs = new CloudWatchLogs(local.client);
  for (const group of new Set(lines.map(([name]) => name))) {
    const where = { logGroupName: group, logStreamName: 'attacks' };
    await logs.createLogGroup({ logGroupName: group }).catch(() => undefined);
    await logs.createLogStream(where);
    const messages = lines.filter(([name]) => name === group).map(([, message]) => message);
    logged.push(...messages);
    await logs.putLogEvents({
      ...where,
      logEvents: messages.map((message) => ({ timestamp: Date.now(), message })),
    });
  }
  logs.destroy();
}, 60_000);
afterAll(async () => {
  await local.aws.stop();
});

const commands: readonly (readonly [string, readonly string[]])[] = [
  ['logs tail', ['logs', 'tail', '--since', '1h']],
  ['logs explain', ['logs', 'explain', 'req-7']],
  ['logs explain --lines', ['logs', 'explain', 'req-11', '--lines']],
  ['logs stats', ['logs', 'stats', '--by', 'tenant']],
  ['logs stats --by model', ['logs', 'stats', '--by', 'model']],
  ['logs query', ['logs', 'query', 'errors-by-tenant']],
  ['logs query --csv', ['logs', 'query', 'slowest', '--csv']],
  ['top --once', ['top', '--once', '--window', '1h']],
];

/** What of an output stems from attacks: what of each is left on its line, without what ended it where it was cut. */
function attacked(output: string): string[] {
  return output
    .split(begin)
    .slice(1)
    .map((rest) => rest.split(end)[0] ?? '')
    .map((rest) => rest.split(/\r?\n/)[0] ?? '');
}

const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0;

describe('attacks on the terminal in messages, tenant names, models and error texts', () => {
  it.each(commands)('given %s in a pipe, then no control character comes out', async (_name, argv) => {
    const { stdout, stderr } = await aigw(argv, { endpoint: local.url });
    expect(terminalControls(stdout)).toEqual([]);
    expect(terminalControls(stderr)).toEqual([]);
    expect(attacked(stdout)).not.toEqual([]);
  });

  (hasPython ? it : it.skip).each(commands)(
    'given %s on a terminal, then none of theirs does',
    async (_name, argv) => {
      const env = environment({ endpoint: local.url, env: { TERM: 'xterm-256color' } });
      const { output, status } = await inTerminal([process.execPath, launcher, ...argv], [], { env });
      expect(status).toBe(0);
      const parts = attacked(output);
      expect(parts).not.toEqual([]);
      expect(parts.flatMap(terminalControls)).toEqual([]);
    },
    90_000,
  );

  it.each(commands.filter(([name]) => !name.includes('csv')))(
    'given %s --json, then it is harmless on a terminal too',
    async (_name, argv) => {
      const { stdout } = await aigw([...argv, '--json'], { endpoint: local.url });
      expect(terminalControls(stdout)).toEqual([]);
    },
  );

  it('given logs tail --json, then every message is kept exactly', async () => {
    const { stdout } = await aigw(['logs', 'tail', '--since', '1h', '--json'], { endpoint: local.url });
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { message?: string }).message);
    expect(new Set(messages.filter((message) => message?.includes(begin)))).toEqual(new Set(logged));
  });

  it('given logs explain --json, then the lines are kept exactly', async () => {
    const { stdout } = await aigw(['logs', 'explain', 'req-3', '--json'], { endpoint: local.url });
    const { lines } = JSON.parse(stdout) as { lines: { message: string }[] };
    expect(lines.map(({ message }) => message).every((message) => logged.includes(message))).toBe(true);
    expect(
      lines.map(({ message }) => message).some((message) => message.includes(terminalAttacks[3]?.[1] ?? '?')),
    ).toBe(true);
  });
});
