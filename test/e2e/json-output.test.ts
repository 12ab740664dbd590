import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aigw, resultOf } from '../support/aigw.js';
import { breaches, documentedMembers } from '../support/json-contract.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let stateHome: string;

beforeAll(async () => {
  local = await startTestAws();
  stateHome = await mkdtemp(join(tmpdir(), 'aigw-json-'));
});
afterAll(async () => {
  await local.aws.stop();
  await rm(stateHome, { recursive: true });
});

/** In the order of a gateway's life: each finds what the ones before it left. */
const cases: readonly (readonly [heading: string, argv: string, code?: number])[] = [
  ['aigw deploy', 'deploy --plan'],
  ['A failure', 'status', 3],
  ['aigw deploy', 'deploy --prepare'],
  ['aigw status', 'status'],
  ['aigw deploy', 'deploy --yes'],
  ['aigw deploy', 'deploy --yes'],
  ['aigw status', 'status'],
  ['aigw chat', 'chat hello'],
  ['aigw chat', 'chat --via control-plane hello'],
  ['aigw client', 'client boto3'],
  ['aigw template', 'template --with-code'],
  [
    'aigw template --launch-url',
    'template --launch-url https://bucket.s3.us-east-1.amazonaws.com/gateway.yaml',
  ],
  ['aigw template --parameters', 'template --parameters'],
  ['A failure', 'deploy --yes --endpoint-type REGIONAL', 2],
  ['A failure', 'deploy --no-such-flag', 2],
  ['A failure', 'no-such-command', 2],
  ['aigw deploy', 'deploy --yes --no-wait --authorizer'],
  ['A failure', 'destroy --confirm other', 2],
  ['aigw destroy', 'destroy --confirm bedrock-llm-gateway'],
  ['aigw destroy', 'destroy --confirm bedrock-llm-gateway'],
  ['aigw exit-codes', 'exit-codes'],
  ['aigw local start', 'local start --detach --port 0'],
  ['aigw local start', 'local status'],
  ['aigw local stop', 'local stop'],
  ['aigw local stop', 'local stop'],
  ['aigw local reset', 'local reset --yes'],
];

describe('docs/json-output.md', () => {
  it.each(cases)(
    'given %s, when `aigw %s --json` runs, then it prints what is documented',
    async (heading, argv, code = 0) => {
      const members = await documentedMembers(heading);
      const run = await aigw([...argv.split(' '), '--json'], {
        endpoint: local.url,
        env: { XDG_STATE_HOME: stateHome },
      });
      expect(run).toMatchObject({ code, stderr: '' });
      expect(breaches(members, resultOf(run))).toEqual([]);
    },
  );

  it('given a warning, then it is in the result instead of on stderr', async () => {
    const run = await aigw(['deploy', '--plan', '--json'], {
      endpoint: local.url,
      env: { AIGW_ENDPOINT_TPYE: 'EDGE' },
    });
    expect(resultOf<{ warnings: string[] }>(run).warnings).toEqual([
      expect.stringMatching(/AIGW_ENDPOINT_TPYE.*did you mean AIGW_ENDPOINT_TYPE/),
      expect.stringMatching(/Authorization is off/),
    ]);
    expect(run.stderr).toBe('');
  });
});
