import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw, resultOf } from '../support/aigw.js';
import { breaches, documentedMembers } from '../support/json-contract.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';
import {
  startRecordingProxy,
  type RecordedRequest,
  type RecordingProxy,
} from '../support/recording-proxy.js';
import type { CanaryStatus } from '../../src/gateway/release/canary/status.js';

let local: RunningTestAws;
let proxy: RecordingProxy;
beforeAll(async () => {
  // The harder reading of what a stack update does to the stage: AWS facts §2.
  local = await startTestAws({ stageUpdates: 'resend-deployment-id' });
  proxy = await startRecordingProxy(local.url);
});
afterAll(async () => {
  await proxy.stop();
  await local.aws.stop();
});

const run = (...argv: string[]) => aigw(argv, { endpoint: proxy.url });

/** In the order of a release's life: each finds what the ones before it left. */
const cases: readonly (readonly [heading: string, argv: string, code?: number])[] = [
  ['aigw deploy', 'deploy --yes'],
  ['aigw deploy', 'deploy --yes --canary 10 --message Try --param AllowedModels=amazon.*'],
  ['aigw status', 'status'],
  ['aigw canary status', 'canary status'],
  ['aigw canary shift', 'canary shift 20'],
  ['aigw deployment create', 'canary start --percent 5 --var mode=careful --replace'],
  ['aigw deployment list', 'deployment list'],
  ['A failure', 'deployment create', 4],
  ['aigw canary shift', 'canary promote'],
  ['aigw canary shift', 'canary abort'],
  ['aigw deployment create', 'deployment create --message again'],
  ['aigw deployment rollback', 'deployment rollback --yes'],
  ['aigw deployment prune', 'deployment prune --keep 1 --yes'],
  ['A failure', 'deployment rollback', 2],
  ['A failure', 'deployment prune --keep 1', 2],
];

describe('docs/json-output.md', () => {
  it.each(cases)(
    'given %s, when `aigw %s --json` runs, then it prints what is documented',
    async (heading, argv, code = 0) => {
      const ended = await run(...argv.split(' '), '--json');
      expect(ended).toMatchObject({ code, stderr: '' });
      expect(breaches(await documentedMembers(heading), resultOf(ended))).toEqual([]);
    },
  );
});

describe('a stack update beside a canary', () => {
  it('given AWS moves the stage, then it is put back, the canary stays as it was, and nothing is released', async () => {
    const deployed = await run(
      'deploy',
      '--yes',
      '--canary',
      '10',
      '--param',
      'AllowedModels=amazon.*,meta.*',
    );
    expect(deployed).toMatchObject({ code: 0 });
    const before = resultOf<CanaryStatus>(await run('canary', 'status', '--json'));
    const updated = await run('deploy', '--yes', '--throttle-rate', '7');
    expect(updated).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/had moved stage v1.*canary promote/s),
    });
    const after = resultOf<CanaryStatus>(await run('canary', 'status', '--json'));
    expect({ ...after, changedAt: before.changedAt }).toEqual(before);
    expect(after).toMatchObject({ condition: 'active', percent: 10 });
  });
});

describe('bad input', () => {
  it.each([
    ['canary shift -1', 2],
    ['canary shift abc', 2],
    ['canary start --percent 101', 2],
    ['canary start --percent 10 --var a.b=1', 2],
    ['canary start --percent 10 --var x=$LATEST', 2],
    ['canary start --percent 10 --var forwarder=1', 2],
    ['deploy --yes --canary 101', 2],
    ['deployment show nonono', 3],
    ['deployment rollback nonono --yes', 3],
    ['canary promote --stack no-such-stack', 3],
    ['deployment prune --keep 0 --yes', 2],
  ])('given `aigw %s`, then it ends with %d and nothing is written', async (argv, code) => {
    proxy.take();
    expect(await run(...argv.split(' '))).toMatchObject({ code, stdout: '' });
    expect(proxy.take().filter(isWrite)).toEqual([]);
  });
});

/** CloudFormation's and STS's reads are POSTs that name what they do. */
function isWrite({ method, body }: RecordedRequest): boolean {
  return method !== 'GET' && !(typeof body === 'string' && /Action=(Describe|Get|List)/.test(body));
}
