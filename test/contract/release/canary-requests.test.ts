import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../../src/aws/connect.js';
import type { Connection } from '../../../src/gateway/connection.js';
import { abortCanary } from '../../../src/gateway/release/canary/abort.js';
import { promoteCanary } from '../../../src/gateway/release/canary/promote.js';
import { shiftCanary } from '../../../src/gateway/release/canary/shift.js';
import { release } from '../../../src/gateway/release/release.js';
import { recordedProgress } from '../../support/fakes/time-and-progress.js';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';
import { startRecordingProxy, type RecordingProxy } from '../../support/recording-proxy.js';
import { ReleaseScene } from '../../support/release-scene.js';

let local: RunningTestAws;
let scene: ReleaseScene;
let proxy: RecordingProxy;
let connection: Connection;
beforeAll(async () => {
  local = await startTestAws();
  scene = await ReleaseScene.prepare(local);
  proxy = await startRecordingProxy(local.url);
  const { region, credentials } = local.client;
  connection = connect({ endpoint: proxy.url, region, credentials });
});
beforeEach(() => scene.reset());
afterAll(async () => {
  await proxy.stop();
  await local.aws.stop();
});

const remove = { patchOperations: [{ op: 'remove', path: '/canarySettings' }] };

/** What goes over the wire, beside AWS facts §3. */
describe('the requests of the canary verbs', () => {
  it('start: one CreateDeployment with canarySettings, on a stage that was read first and right before', async () => {
    await release(tools(), {
      ...scene.request,
      message: 'Try it',
      canary: { percent: 12.5, variables: { mode: 'careful' } },
    });
    const sent = sentToApi();
    expect(sent.filter(isWrite)).toEqual([
      {
        method: 'POST',
        path: '/deployments',
        body: {
          stageName: 'v1',
          description: expect.stringMatching(
            /^aigw release draft=[0-9a-f]{16} forwarder=4 authorizer=2 canary=12\.5\?mode=careful: Try it$/,
          ),
          canarySettings: {
            percentTraffic: 12.5,
            stageVariableOverrides: { forwarder: '4', authorizer: '2', mode: 'careful' },
            useStageCache: false,
          },
        },
      },
    ]);
    const creation = sent.findIndex(isWrite);
    expect(sent[0]).toMatchObject({ method: 'GET', path: '/stages/v1' });
    expect(sent[creation - 1]).toMatchObject({ method: 'GET', path: '/stages/v1' });
    expect(sent[creation + 1]).toMatchObject({ method: 'GET', path: '/stages/v1' });
  });

  it('shift: the stage is read, then one patch with the share as text', async () => {
    await started();
    await shiftCanary(tools(), scene.request, 25);
    expect(sentToApi()).toEqual([
      { method: 'GET', path: '/stages/v1' },
      {
        method: 'PATCH',
        path: '/stages/v1',
        body: {
          patchOperations: [{ op: 'replace', path: '/canarySettings/percentTraffic', value: '25.0' }],
        },
      },
    ]);
  });

  it('promote: the documented recipe in one update, then the removal, then the stage is read back', async () => {
    await started();
    await promoteCanary(tools(), scene.request);
    const sent = sentToApi();
    expect(sent.filter(isWrite)).toEqual([
      {
        method: 'PATCH',
        path: expect.stringMatching(/^\/deployments\/\w+$/),
        body: {
          patchOperations: [
            { op: 'replace', path: '/description', value: expect.stringMatching(/ was-live$/) },
          ],
        },
      },
      {
        method: 'PATCH',
        path: '/stages/v1',
        body: {
          patchOperations: [
            { op: 'replace', path: '/canarySettings/percentTraffic', value: '0.0' },
            { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
            { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
          ],
        },
      },
      { method: 'PATCH', path: '/stages/v1', body: remove },
    ]);
    expect([sent[0], sent.at(-1)]).toEqual([
      { method: 'GET', path: '/stages/v1' },
      { method: 'GET', path: '/stages/v1' },
    ]);
  });

  it('abort: the stage is read, then one patch that removes the canary', async () => {
    await started();
    await abortCanary(tools(), scene.request);
    expect(sentToApi()).toEqual([
      { method: 'GET', path: '/stages/v1' },
      { method: 'PATCH', path: '/stages/v1', body: remove },
    ]);
  });

  it('release: deployment and versions in one update, after the note that the former was live', async () => {
    await release(tools(), scene.request);
    const [creation, note, update, ...others] = sentToApi().filter(isWrite);
    expect([creation?.path, note?.path]).toEqual([
      '/deployments',
      expect.stringMatching(/^\/deployments\/\w+$/),
    ]);
    expect(creation?.body).toEqual({ description: expect.stringMatching(/^aigw release/) });
    expect(update).toEqual({
      method: 'PATCH',
      path: '/stages/v1',
      body: {
        patchOperations: [
          { op: 'replace', path: '/deploymentId', value: expect.any(String) },
          { op: 'replace', path: '/variables/forwarder', value: '4' },
          { op: 'replace', path: '/variables/authorizer', value: '2' },
        ],
      },
    });
    expect(others).toEqual([]);
  });
});

async function started(): Promise<void> {
  await release(tools(), { ...scene.request, canary: { percent: 10 } });
  proxy.take();
}

function tools() {
  return { apis: connection.apis, functions: connection.functions, progress: recordedProgress() };
}

/** The requests to API Gateway, below the path of the API. */
function sentToApi() {
  const base = `/restapis/${scene.request.apiId}`;
  return proxy
    .take()
    .filter(({ path }) => path.startsWith(base))
    .map(({ method, path, body }) => ({
      method,
      path: path.slice(base.length),
      ...(body !== undefined && { body }),
    }));
}

function isWrite({ method }: { readonly method: string }): boolean {
  return method !== 'GET';
}
