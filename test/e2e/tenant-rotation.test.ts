import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { APIGatewayClient, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import { connect } from '../../src/aws/connect.js';
import { addTenant } from '../../src/gateway/tenant/add-tenant.js';
import { enableTenant } from '../../src/gateway/tenant/enable-tenant.js';
import { finishRotation } from '../../src/gateway/tenant/finish-rotation.js';
import { rotateKey } from '../../src/gateway/tenant/rotate-key.js';
import { aigw, resultOf } from '../support/aigw.js';
import { documentedMembers, breaches } from '../support/json-contract.js';
import { fakeClock, recordedProgress } from '../support/fakes/time-and-progress.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let url: string;
let tools: Parameters<typeof addTenant>[0];

beforeAll(async () => {
  local = await startTestAws();
  const run = await aigw(['deploy', '--yes', '--require-api-key'], { endpoint: local.url });
  expect(run).toMatchObject({ code: 0 });
  const { items: [api] = [] } = await new APIGatewayClient(local.client).send(new GetRestApisCommand({}));
  const apiId = api?.id ?? '';
  url = `${local.url}/_aws/execute-api/${apiId}/v1/invoke`;
  const { endpoint, region, credentials } = local.client;
  tools = {
    ...connect({ endpoint, region, credentials }),
    clock: fakeClock(),
    progress: recordedProgress(),
    gateway: { stackName: 'bedrock-llm-gateway', stage: { apiId, stageName: 'v1' } },
    jwtKeyValue: () => Promise.reject(new Error('no JWTs here')),
  };
});
afterAll(() => local.aws.stop());

async function ask(key: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-api-key': key };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ prompt: 'Hello' }) });
  await answer.arrayBuffer();
  return answer.status;
}

/** Asks with these keys again and again while the work goes on. */
async function askedMeanwhile(keys: readonly string[], work: Promise<unknown>): Promise<number[]> {
  const end = { reached: false };
  const ended = work.finally(() => {
    end.reached = true;
  });
  const statuses: number[] = [];
  do statuses.push(...(await Promise.all(keys.map(ask))));
  while (!end.reached);
  await ended;
  return statuses;
}

describe('a tenant of a gateway that asks for keys', () => {
  it('given requests without pause, when its key is rotated, then none is refused; once it is finished, the old key is', async () => {
    const { newKey } = await addTenant(tools, { id: 'acme' });
    const old = newKey?.value ?? '';
    const rotation = rotateKey(tools, 'acme', 3_600_000);
    const before = await askedMeanwhile([old], rotation);
    const current = (await rotation).newKey?.value ?? '';
    const between = await askedMeanwhile([old, current], Promise.resolve());
    const finishing = finishRotation(tools, 'acme', () => Promise.resolve(true));
    const after = await askedMeanwhile([current], finishing);
    expect(new Set([...before, ...between, ...after])).toEqual(new Set([200]));
    expect([await ask(old), await ask(current)]).toEqual([403, 200]);
  });

  it('given it is suspended, then its requests are refused, and once resumed they are served', async () => {
    const { newKey } = await addTenant(tools, { id: 'other' });
    const key = newKey?.value ?? '';
    expect(await ask(key)).toBe(200);
    await enableTenant(tools, 'other', false);
    expect(await ask(key)).toBe(403);
    await enableTenant(tools, 'other', true);
    expect(await ask(key)).toBe(200);
  });
});

describe('docs/json-output.md', () => {
  it.each([
    ['aigw tenant add', 'tenant add json --rate 5 --quota 100/day --tag a=b --show-key'],
    ['aigw tenant add', 'tenant add json'],
    ['aigw tenant list', 'tenant list'],
    ['aigw tenant set', 'tenant set json --rate 6'],
    ['aigw tenant grant', 'tenant grant json 5'],
    ['aigw tenant rotate', 'tenant rotate json'],
    ['aigw tenant show', 'tenant show json'],
    ['aigw tenant rotate', 'tenant rotate json --finish --yes'],
    ['aigw tenant suspend', 'tenant suspend json'],
    ['aigw tenant suspend', 'tenant resume json'],
    ['aigw tenant key', 'tenant key json'],
    ['aigw tenant key', 'tenant key json --reveal'],
    ['aigw tenant remove', 'tenant remove json --confirm json'],
  ])(
    'given %s, when `aigw %s --json` runs, then it prints what is documented, and no key unless asked',
    async (heading, argv) => {
      const run = await aigw([...argv.split(' '), '--json'], { endpoint: local.url });
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(breaches(await documentedMembers(heading), resultOf(run))).toEqual([]);
      expect(/aigw[0-9A-Za-z]{42}/.test(run.stdout)).toBe(/--show-key|--reveal/.test(argv));
    },
  );
});
