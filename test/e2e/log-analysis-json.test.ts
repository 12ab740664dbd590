import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw, resultOf } from '../support/aigw.js';
import { deployedGateway } from '../support/deployed-gateway.js';
import { breaches, documentedMembers } from '../support/json-contract.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let id = '';

beforeAll(async () => {
  local = await startTestAws();
  const { url } = await deployedGateway(local);
  for (const model of ['amazon.nova-lite-v1:0', 'mistral.mistral-large-2402-v1:0', 'no such model']) {
    const response = await fetch(`${url}/model/${encodeURIComponent(model)}/converse`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] }),
    });
    await response.arrayBuffer();
    id = response.headers.get('x-amz-apigw-id') ?? '';
  }
}, 60_000);
afterAll(async () => {
  await local.aws.stop();
});

const cases: readonly (readonly [heading: string, argv: readonly string[], code?: number])[] = [
  ['aigw logs stats', ['logs', 'stats', '--by', 'model']],
  ['aigw logs query, the questions', ['logs', 'query']],
  ['aigw logs query', ['logs', 'query', 'tokens-by-model']],
  [
    'aigw logs query',
    ['logs', 'query', '--text', 'stats count(*) as requests by status', '--source', 'access,forwarder'],
  ],
  ['aigw top', ['top']],
  ['A failure', ['logs', 'query', 'slowst'], 2],
  ['A failure', ['logs', 'query', '--text', 'stats nonsense((('], 2],
  ['A failure', ['logs', 'explain', 'no-such-id'], 3],
  ['A failure', ['logs', 'stats', '--prices', '/nowhere.yaml'], 2],
];

describe('docs/json-output.md', () => {
  it.each(cases)(
    'given %s, when aigw %p runs, then it prints what is documented',
    async (heading, argv, code = 0) => {
      const run = await aigw([...argv, '--json'], { endpoint: local.url });
      expect(run).toMatchObject({ code, stderr: '' });
      expect(breaches(await documentedMembers(heading), resultOf(run))).toEqual([]);
    },
  );

  it('given aigw logs explain, then it prints what is documented, times in UTC', async () => {
    const run = await aigw(['logs', 'explain', id, '--json'], { endpoint: local.url });
    expect(breaches(await documentedMembers('aigw logs explain'), resultOf(run))).toEqual([]);
    expect(resultOf<{ time: string; verdict: object }>(run)).toMatchObject({
      time: expect.stringMatching(/Z$/),
      verdict: { outcome: 'failed' },
    });
  });
});
