import { beforeEach, describe, expect, it } from '@jest/globals';
import { draftHash } from '../../../src/gateway/release/draft-hash.js';
import { describeRelease } from '../../../src/gateway/release/release-description.js';
import { authorizationOf, readStatus } from '../../../src/gateway/stack/status.js';
import { protectionDifferences, statusWarnings } from '../../../src/gateway/stack/status-warnings.js';
import { FakeApis, openMethod } from '../../support/fakes/release.js';
import { aStack, FakeStacks } from '../../support/fakes/stacks.js';

const guarded = { ...openMethod, authorization: 'CUSTOM' };
let apis: FakeApis;
beforeEach(async () => {
  apis = new FakeApis();
  await goLive();
});

describe('readStatus', () => {
  it('given the live snapshot is open and the draft is not, then says both, that it drifted, and which method differs', async () => {
    apis.methods = [guarded];
    const status = await read();
    expect(status).toMatchObject({ authorization: { live: 'off', draft: 'on' }, live: { drift: true } });
    expect(statusWarnings(status)).toEqual([
      expect.stringMatching(/draft holds changes that are not live: aigw deploy/),
      expect.stringMatching(/off for clients now, but on in the draft/),
      expect.stringMatching(/Authorization is off/),
    ]);
    expect(status.live && protectionDifferences(status.live)).toEqual([
      { path: '/{proxy+}', method: 'ANY', live: openMethod, draft: guarded },
    ]);
  });

  it('given all is live and guarded, then there is nothing to warn of', async () => {
    apis.methods = [guarded];
    await goLive();
    const status = await read();
    expect(status).toMatchObject({
      authorization: { live: 'on' },
      live: { drift: false, versions: { forwarder: '3' } },
    });
    expect(statusWarnings(status)).toEqual([]);
  });

  it('given the live deployment is not one of ours, then says that clients get 503', async () => {
    apis.current = { name: 'v1', deploymentId: 'bootstrap', variables: {} };
    expect(statusWarnings(await read())).toContainEqual(expect.stringContaining('503'));
  });

  it('given the stage is gone, then says so', async () => {
    apis.current = undefined;
    expect(statusWarnings(await read())).toEqual(['Stage v1 is missing: aigw deploy']);
  });

  it.each([
    ['REVIEW_IN_PROGRESS', /aigw deploy goes on with it, aigw destroy removes it/],
    ['ROLLBACK_COMPLETE', /delete what is left/],
    ['CREATE_IN_PROGRESS', /aigw deploy follows it/],
    ['DELETE_IN_PROGRESS', /aigw destroy follows it/],
    ['DELETE_FAILED', /aigw destroy/],
  ])('given a stack in %s, then says what to type', async (status, warning) => {
    const warnings = statusWarnings(await read(aStack({ status, outputs: [] })));
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  it('given a stack that something else made, then says that it is no gateway', async () => {
    const other = aStack({ parameters: {}, outputs: [{ key: 'Bucket', value: 'b' }] });
    await expect(read(other)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/not a gateway/),
    });
  });

  it('given no stack, then says where it looked', async () => {
    const services = { stacks: new FakeStacks(undefined), apis, region: 'eu-west-1' };
    await expect(readStatus(services, 'gateway')).rejects.toMatchObject({
      kind: 'not-found',
      message: 'There is no stack gateway in eu-west-1.',
    });
  });
});

describe('authorizationOf', () => {
  it.each([
    [[openMethod], 'off'],
    [[guarded], 'on'],
    [[guarded, { ...openMethod, path: '/invoke' }], 'mixed'],
    [[{ ...openMethod, apiKeyRequired: true }], 'off'],
  ])('given %j, then %s', (methods, expected) => {
    expect(authorizationOf(methods)).toBe(expected);
  });
});

/** Makes the present draft live as `aigw deploy` does. */
async function goLive(): Promise<void> {
  const hash = draftHash(await apis.draft());
  const versions = { forwarder: '3', authorizer: '2' };
  const { id } = await apis.createDeployment('api1', describeRelease({ draftHash: hash, ...versions }));
  await apis.pointStage('api1', 'v1', { deploymentId: id, variables: versions });
}

function read(stack = aStack()) {
  return readStatus({ stacks: new FakeStacks(stack), apis, region: 'us-east-1' }, 'gateway');
}
