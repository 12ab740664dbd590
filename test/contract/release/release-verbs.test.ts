import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../src/gateway/errors.js';
import type { ApiService } from '../../../src/gateway/release/api-service.js';
import { abortCanary } from '../../../src/gateway/release/canary/abort.js';
import { promoteCanary } from '../../../src/gateway/release/canary/promote.js';
import { shiftCanary } from '../../../src/gateway/release/canary/shift.js';
import { readCanaryStatus } from '../../../src/gateway/release/canary/status.js';
import { readDeploymentDetails } from '../../../src/gateway/release/deployment-details.js';
import { listDeployments } from '../../../src/gateway/release/deployment-list.js';
import { planPruning, prune } from '../../../src/gateway/release/prune.js';
import { release, type ReleaseRequest } from '../../../src/gateway/release/release.js';
import { planRollback, rollback } from '../../../src/gateway/release/rollback.js';
import { recordedProgress } from '../../support/fakes/time-and-progress.js';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';
import { ReleaseScene } from '../../support/release-scene.js';

let local: RunningTestAws;
let scene: ReleaseScene;
beforeAll(async () => {
  local = await startTestAws();
  scene = await ReleaseScene.prepare(local);
});
beforeEach(() => scene.reset());
afterAll(() => local.aws.stop());

describe('a canary', () => {
  it('given it is started, then the stage keeps its own, and starting it again changes nothing', async () => {
    const before = await scene.stage();
    const first = await start(10);
    expect(first).toMatchObject({ changed: true, canary: { percent: 10 } });
    expect(await scene.stage()).toMatchObject({
      deploymentId: before.deploymentId,
      variables: before.variables,
      canary: { deploymentId: first.deploymentId, percent: 10, variableOverrides: first.versions },
    });
    expect(await start(10)).toEqual({ ...first, changed: false });
  });

  it('given another share or other variables, when it is started again, then only with --replace', async () => {
    await start(10);
    await expect(start(20)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(start(10, { variables: { mode: 'careful' } })).rejects.toMatchObject({ kind: 'conflict' });
    const replaced = await start(20, { variables: { mode: 'careful' }, replace: true });
    expect((await scene.stage()).canary).toMatchObject({
      deploymentId: replaced.deploymentId,
      percent: 20,
      variableOverrides: { mode: 'careful' },
    });
  });

  it('given the release is live already, when a canary of it is started, then there is nothing to try', async () => {
    await release(tools(), scene.request);
    expect(await start(10)).toMatchObject({ changed: false });
    expect((await scene.stage()).canary).toBeUndefined();
  });

  it('given nothing of ours is live, then a canary is refused before anything is written', async () => {
    const { apiId, stageName } = scene.request;
    const [bootstrap = ''] = scene.known;
    await scene.apis.pointStage(apiId, stageName, { deploymentId: bootstrap, variables: {} });
    await expect(start(10)).rejects.toMatchObject({
      kind: 'conflict',
      next: [expect.stringContaining('aigw deploy')],
    });
    expect(await scene.apis.deployments(apiId)).toHaveLength(scene.known.length);
  });

  it.each([
    ['the answer is lost', true],
    ['the request is lost', false],
  ])('given %s, then there is one canary in the end', async (_what, committed) => {
    let troubles = 1;
    const startOnce: ApiService['startCanary'] = async (...args) => {
      if (troubles-- < 1) return scene.apis.startCanary(...args);
      if (committed) await scene.apis.startCanary(...args);
      throw new GatewayError('service', 'the connection was reset');
    };
    const apis = { ...scene.apis, startCanary: startOnce };
    const made = await release({ ...tools(), apis }, { ...scene.request, canary: { percent: 10 } });
    expect((await scene.stage()).canary?.deploymentId).toBe(made.deploymentId);
    expect(await scene.apis.deployments(scene.request.apiId)).toHaveLength(scene.known.length + 1);
  });

  it('given a plain release while it is there, then it is refused, but for one that is live anyway', async () => {
    await start(10);
    await expect(release(tools(), scene.request)).rejects.toMatchObject({
      kind: 'conflict',
      next: expect.arrayContaining([expect.stringContaining('aigw canary abort')]),
    });
    const serving = { forwarder: 'serving', authorizer: 'serving' } as const;
    expect(await release(tools(), { ...scene.request, code: serving })).toMatchObject({ changed: false });
  });

  it('given none, then shift and promote are refused, and abort has nothing to do', async () => {
    const before = await scene.stage();
    await expect(shiftCanary(tools(), scene.request, 5)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(promoteCanary(tools(), scene.request)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await abortCanary(tools(), scene.request)).toMatchObject({ changed: false });
    expect(await scene.stage()).toEqual(before);
  });

  it('given another canary than the one that was meant, then shift, promote and abort are refused', async () => {
    await start(10);
    const before = await scene.stage();
    const other = scene.known[1];
    await expect(shiftCanary(tools(), scene.request, 5, other)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(promoteCanary(tools(), scene.request, other)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(abortCanary(tools(), scene.request, other)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await scene.stage()).toEqual(before);
  });

  it.each([
    ['promote', promoteCanary, {}],
    ['abort', abortCanary, { wasPromoted: true }],
  ])(
    'given a promotion that was interrupted, then status says so, and %s finishes it',
    async (_name, finish, more) => {
      const { deploymentId } = await start(10);
      const { apiId, stageName } = scene.request;
      await scene.apis.promoteCanary(apiId, stageName);
      expect(await readCanaryStatus(scene.apis, scene.request)).toMatchObject({
        condition: 'promoted',
        percent: 0,
      });
      await expect(shiftCanary(tools(), scene.request, 5)).rejects.toMatchObject({
        next: [expect.stringContaining('aigw canary promote')],
      });
      expect(await finish(tools(), scene.request)).toMatchObject({ changed: true, ...more });
      expect(await scene.stage()).toMatchObject({ deploymentId, canary: undefined });
      expect(await readCanaryStatus(scene.apis, scene.request)).toMatchObject({ condition: 'none' });
    },
  );

  it.each([-1, 101, Number.NaN, 0.001])(
    'given a share of %d, then it is refused before anything is read',
    async (percent) => {
      const unreachable = {} as ApiService;
      await expect(
        release({ ...tools(), apis: unreachable }, { ...scene.request, canary: { percent } }),
      ).rejects.toMatchObject({ kind: 'usage' });
      await expect(
        shiftCanary({ ...tools(), apis: unreachable }, scene.request, percent),
      ).rejects.toMatchObject({
        kind: 'usage',
      });
    },
  );

  it.each<Record<string, string>>([
    { 'a b': '1' },
    { x: '$LATEST' },
    { x: '' },
    { forwarder: '1' },
    { x: 'y'.repeat(513) },
  ])('given variables %j, then they are refused before anything is read', async (variables) => {
    const unreachable = {} as ApiService;
    const canary = { percent: 10, variables };
    await expect(
      release({ ...tools(), apis: unreachable }, { ...scene.request, canary }),
    ).rejects.toMatchObject({
      kind: 'usage',
    });
  });
});

describe('deployments', () => {
  it('given a canary that was promoted and one that was aborted, then the list says what each was', async () => {
    const aborted = await start(5);
    await abortCanary(tools(), scene.request);
    const promoted = await start(10, { variables: { mode: 'careful' } });
    await promoteCanary(tools(), scene.request);
    const { deployments, liveSince } = await listDeployments(scene.apis, scene.request);
    expect(deployments.map(({ id, state }) => [id, state])).toEqual([
      [promoted.deploymentId, 'live'],
      [aborted.deploymentId, 'unused'],
      [scene.known[2], 'was-live'],
      [scene.known[1], 'was-live'],
      [scene.known[0], 'unused'],
    ]);
    expect(liveSince?.notBefore).toEqual(deployments[0]?.createdAt);
    expect(liveSince?.notAfter?.getTime()).toBeGreaterThanOrEqual(Number(liveSince?.notBefore));
  });

  it('given a canary that was aborted, when rolled back, then to the release that was live before, with its versions, and only once', async () => {
    await start(10, { variables: { mode: 'careful' } });
    await abortCanary(tools(), scene.request);
    await release(tools(), {
      ...scene.request,
      message: 'bad',
    });
    expect(await goBack()).toMatchObject({ deploymentId: scene.known[2], changed: true });
    expect(await scene.stage()).toMatchObject({
      deploymentId: scene.known[2],
      variables: { forwarder: '3' },
    });
    expect(await goBack()).toMatchObject({ deploymentId: scene.known[2], changed: false });
    expect(await goBack(scene.known[1])).toMatchObject({ changed: true });
    expect(await scene.stage()).toMatchObject({
      deploymentId: scene.known[1],
      variables: { forwarder: '2' },
    });
  });

  it('given an unknown deployment, one that is no release, or a canary, then a rollback is refused', async () => {
    await expect(goBack('nonono')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(goBack(scene.known[0])).rejects.toMatchObject({ kind: 'usage' });
    await start(10);
    await expect(goBack()).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('given a function version that is gone, then a rollback is refused, because it could not serve', async () => {
    const functions = { ...scene.functions, version: () => Promise.resolve(undefined) };
    await expect(planRollback({ ...tools(), functions }, { ...scene.request })).rejects.toMatchObject({
      kind: 'not-found',
      reason: expect.stringMatching(/no longer has version 2 of .* and version 2 of/),
    });
  });

  it('given releases, a canary and the stack’s own deployment, when pruned, then what is used, the newest and what is not ours stay', async () => {
    await start(10);
    const plan = await planPruning(scene.apis, scene.request.apiId, 1);
    expect(plan.unneeded).toEqual([]);
    await abortCanary(tools(), scene.request);
    const next = await planPruning(scene.apis, scene.request.apiId, 1);
    expect(next.unneeded.map(({ id }) => id)).toEqual([scene.known[1]]);
    expect(await prune(tools(), scene.request.apiId, next)).toMatchObject({
      deleted: [scene.known[1]],
      kept: 3,
    });
    await expect(planPruning(scene.apis, scene.request.apiId, 0)).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('a deployment that comes into use', () => {
  it('given it was to be pruned, then it stays', async () => {
    const fresh = await ReleaseScene.prepare(local, 'second-gateway');
    const { apiId, stageName } = fresh.request;
    const unneeded = [{ id: fresh.known[1] ?? '', createdAt: new Date() }];
    await fresh.apis.pointStage(apiId, stageName, { deploymentId: fresh.known[1] ?? '', variables: {} });
    expect(
      await prune({ apis: fresh.apis, progress: recordedProgress() }, apiId, { unneeded, kept: 2 }),
    ).toEqual({
      deleted: [],
      inUse: [fresh.known[1]],
      kept: 3,
    });
  });

  it('given another draft, when shown, then its differences from what is live are named, versions included', async () => {
    const fresh = await ReleaseScene.prepare(local, 'third-gateway');
    const details = await readDeploymentDetails(
      fresh.deployed.connection.apis,
      fresh.request,
      fresh.known[1] ?? '',
    );
    expect(details).toMatchObject({
      live: fresh.known[2],
      deployment: { state: 'was-live' },
      notCompared: [],
    });
    expect(details.differences).toEqual([
      {
        kind: 'function',
        name: 'forwarder',
        change: 'changed',
        settings: [{ name: 'version', before: '3', after: '2' }],
      },
    ]);
    await fresh.deployed.change({ RequireApiKey: 'true' });
    await release({ ...fresh.deployed.connection, progress: recordedProgress() }, fresh.request);
    const old = await readDeploymentDetails(
      fresh.deployed.connection.apis,
      fresh.request,
      fresh.known[2] ?? '',
    );
    expect(old.differences).toContainEqual(
      expect.objectContaining({
        kind: 'method',
        settings: [{ name: 'API key', before: 'required', after: 'not required' }],
      }),
    );
    expect(old.notCompared).toContain('integration');
  });
});

function tools() {
  return { apis: scene.apis, functions: scene.functions, progress: recordedProgress() };
}

function start(percent: number, more: Partial<NonNullable<ReleaseRequest['canary']>> = {}) {
  return release(tools(), { ...scene.request, canary: { percent, ...more } });
}

async function goBack(deploymentId?: string) {
  const plan = await planRollback(tools(), { ...scene.request, deploymentId });
  return { ...plan, changed: await rollback(tools(), scene.request, plan) };
}
