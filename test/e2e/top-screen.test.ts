import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { aigw, environment, launcher } from '../support/aigw.js';
import { deployedGateway } from '../support/deployed-gateway.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import { inTerminal, type PtyRun } from '../support/in-terminal.js';

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
/** A machine ten times busier than ours still is within it; without a load it takes a twentieth. */
const soon = 5;

let local: RunningTestAws;

beforeAll(async () => {
  local = await startTestAws();
  const { url } = await deployedGateway(local);
  await fetch(`${url}/model/amazon.nova-lite-v1:0/converse`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] }),
  });
}, 60_000);
afterAll(async () => {
  await local.aws.stop();
});

function top(steps: readonly string[]): Promise<PtyRun> {
  const env = environment({ endpoint: local.url, env: { TERM: 'xterm-256color' } });
  return inTerminal([process.execPath, launcher, 'top', '--window', '1h'], ['wait:q quit', ...steps], {
    env,
  });
}

function expectRestored({ output, sameModes }: PtyRun): void {
  expect(sameModes).toBe(true);
  expect(output).toContain(enter);
  expect(output.split(enter)).toHaveLength(2);
  // After the screen is left nothing is drawn on it any more.
  expect(output.slice(output.lastIndexOf(leave) + leave.length)).not.toMatch(/\u001b\[H|TENANT/);
}

const hasPython = spawnSync('python3', ['-c', 'import pty']).status === 0;

(hasPython ? describe : describe.skip)('aigw top in a terminal', () => {
  it('given keys and another size, then follows them, and q leaves the terminal as it was', async () => {
    const run = await top([
      'wait:amazon.nova-lite',
      'type:s',
      'wait:sort (errors)',
      'type:/nova\\r',
      'wait:filter (nova)',
      'size:50x14',
      'wait:q quit',
      'type:q',
    ]);
    expect(run.status).toBe(0);
    expectRestored(run);
    const frames = run.output.split('\u001b[H');
    expect(frames.at(-1)?.split('\r\n').length).toBeLessThanOrEqual(14);
  }, 90_000);

  it('given Ctrl-C, then ends soon, and that is no failure', async () => {
    const run = await top(['type:\\u0003']);
    expect(run).toMatchObject({ status: 0 });
    expect(run.secondsAfterLastStep).toBeLessThan(soon);
    expectRestored(run);
  }, 90_000);

  it.each([
    ['SIGTERM', 130],
    ['SIGHUP', 130],
    ['SIGINT', 0],
  ])(
    'given %s, then leaves the terminal as it was and exits %i',
    async (signal, status) => {
      const run = await top([`signal:${signal}`]);
      expect(run.status).toBe(status);
      expectRestored(run);
    },
    90_000,
  );

  it('given a crash, then the terminal is restored before the trace is written, so that it can be read', async () => {
    const program = [
      process.execPath,
      '--import',
      'tsx',
      join(import.meta.dirname, '../support/crashing-screen.ts'),
    ];
    const run = await inTerminal(program, ['wait:all is well']);
    expect(run.status).not.toBe(0);
    expect(run.sameModes).toBe(true);
    expect(run.output.indexOf('a bug of ours')).toBeGreaterThan(run.output.indexOf(leave));
  }, 90_000);
});

describe('aigw top without a terminal', () => {
  it('given a pipe, then prints the figures once', async () => {
    const run = await aigw(['top', '--window', '1h'], { endpoint: local.url });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(
      /^bedrock-llm-gateway us-east-1 · .*\n[\s\S]*TENANT[\s\S]*MODEL[\s\S]*amazon\.nova-lite-v1:0/,
    );
  });

  it('given a window that makes no sense, then says which do', async () => {
    expect(await aigw(['top', '--window', '2h'], { endpoint: local.url })).toMatchObject({ code: 2 });
  });
});
