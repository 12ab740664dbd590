import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw } from '../support/aigw.js';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy/start-fault-proxy.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let proxy: FaultProxy;

beforeAll(async () => {
  local = await startTestAws();
  proxy = await startFaultProxy({ target: local.url });
});
afterAll(async () => {
  await proxy.stop();
  await local.aws.stop();
});

const commands: readonly (readonly string[])[] = [
  ['deploy', '--yes'],
  ['deploy', '--yes', '--authorizer', '--throttle-rate', '7'],
  ['deploy', '--yes'],
  ['status'],
  ['destroy', '--confirm', 'bedrock-llm-gateway'],
];

describe("given AWS's rates", () => {
  it.each(commands)(
    'when aigw %s %s runs, then it succeeds and is never told to slow down',
    async (...argv) => {
      await proxy.configure({ rates: true });
      expect(await aigw(argv, { endpoint: proxy.url })).toMatchObject({ code: 0 });
      const refused = (await proxy.requests()).filter(({ status }) => status === 429);
      expect(refused).toEqual([]);
    },
  );

  it('when two deployments follow each other closely, then the second waits as it is told and succeeds', async () => {
    await proxy.configure({ rates: true });
    expect(await aigw(['deploy', '--yes'], { endpoint: proxy.url })).toMatchObject({ code: 0 });
    const change = ['deploy', '--yes', '--authorizer'];
    expect(await aigw(change, { endpoint: proxy.url })).toMatchObject({ code: 0 });
  });
});
