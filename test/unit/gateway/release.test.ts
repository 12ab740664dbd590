import { beforeEach, describe, expect, it } from '@jest/globals';
import { release, type ReleaseRequest } from '../../../src/gateway/release/release.js';
import { codeOf, FakeApis, FakeFunctions, openMethod } from '../../support/fakes/release.js';
import { recordedProgress } from '../../support/fakes/time-and-progress.js';

let apis: FakeApis;
let functions: FakeFunctions;
beforeEach(() => {
  [apis, functions] = [new FakeApis(), new FakeFunctions()];
});

describe('release', () => {
  it('given only bootstrap code is live, then publishes both functions, freezes the draft and points the stage in one update', async () => {
    expect(await releasing('v1')).toMatchObject({
      changed: true,
      versions: { forwarder: '1', authorizer: '1' },
    });
    expect(functions.changes.toSorted()).toEqual([
      'publish authorizer',
      'publish forwarder',
      'upload authorizer',
      'upload forwarder',
    ]);
    expect(apis.changes).toEqual(['create deployment', 'point v1 at d1']);
    expect(apis.current?.variables).toEqual({ forwarder: '1', authorizer: '1' });
  });

  it('given it is live already, then nothing is written', async () => {
    await releasing('v1');
    [apis.changes.length, functions.changes.length] = [0, 0];
    expect(await releasing('v1')).toMatchObject({ changed: false, deploymentId: 'd1' });
    expect([...apis.changes, ...functions.changes]).toEqual([]);
  });

  it('given only the draft changed, then makes a deployment of the versions that are there', async () => {
    await releasing('v1');
    apis.methods = [{ ...openMethod, authorization: 'CUSTOM' }];
    expect(await releasing('v1')).toMatchObject({ deploymentId: 'd2', versions: { forwarder: '1' } });
  });

  it('given an earlier draft and code come back, then its deployment is used again', async () => {
    await releasing('v1');
    apis.methods = [{ ...openMethod, authorization: 'CUSTOM' }];
    await releasing('v1');
    apis.methods = [openMethod];
    expect(await releasing('v1')).toMatchObject({ changed: true, deploymentId: 'd1' });
  });

  it.each(['lost answer', 'lost request'] as const)(
    'given a %s when the deployment is made, then there is one of it in the end',
    async (trouble) => {
      apis.trouble = [trouble];
      await releasing('v1');
      expect(apis.made.map(({ id }) => id)).toEqual(['bootstrap', 'd1']);
    },
  );

  it('given creating a deployment is refused, then says so and what was live goes on', async () => {
    apis.trouble = ['refused'];
    await expect(releasing('v1')).rejects.toMatchObject({ kind: 'access' });
    expect(apis.current?.deploymentId).toBe('bootstrap');
  });

  it('given the code that serves is wanted, then that version stays whatever the function holds', async () => {
    await releasing('v1');
    await functions.updateCode('forwarder', Buffer.from('v2'));
    const made = await releasing({ forwarder: 'serving', authorizer: 'latest' });
    expect(made).toMatchObject({ changed: false, versions: { forwarder: '1', authorizer: '1' } });
  });

  it('given a function holds code that never went live, then it is not published for want of other code', async () => {
    await releasing('v1');
    await functions.updateCode('authorizer', Buffer.from('undone'));
    [apis.changes.length, functions.changes.length] = [0, 0];
    await expect(releasing({ forwarder: 'serving', authorizer: 'latest' })).rejects.toMatchObject({
      kind: 'conflict',
      next: [expect.stringMatching(/aigw authorizer enable --code FILE/)],
    });
    expect([...apis.changes, ...functions.changes]).toEqual([]);
  });

  it('given what the function holds is wanted and serves, then nothing is written', async () => {
    await releasing('v1');
    [apis.changes.length, functions.changes.length] = [0, 0];
    expect(await releasing({ forwarder: 'latest', authorizer: 'latest' })).toMatchObject({ changed: false });
    expect([...apis.changes, ...functions.changes]).toEqual([]);
  });

  it('given a canary, then refuses before anything is uploaded', async () => {
    const canary = { deploymentId: 'd9', percent: 10, variableOverrides: {} };
    apis.current = { name: 'v1', deploymentId: 'bootstrap', variables: {}, canary };
    await expect(releasing('v1')).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('10 %'),
    });
    expect(functions.changes).toEqual([]);
  });

  it('given the stage does not show what was asked, then it is not done', async () => {
    apis.deaf = true;
    await expect(releasing('v1')).rejects.toMatchObject({
      kind: 'verification',
      reason: expect.stringContaining('serves deployment bootstrap; deployment d1 was expected'),
    });
  });

  it('given the snapshot lacks the authorization of the draft, then it is not done', async () => {
    apis.methods = [{ ...openMethod, authorization: 'CUSTOM' }];
    const create = apis.createDeployment.bind(apis);
    apis.createDeployment = async (api, description) => {
      const made = await create(api, description);
      apis.snapshots.set(made.id, [openMethod]);
      return made;
    };
    await expect(releasing('v1')).rejects.toMatchObject({ kind: 'verification' });
  });

  it('given the stage is gone, then says so', async () => {
    apis.current = undefined;
    await expect(releasing('v1')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('given it is under way, then Ctrl-C says how to finish; given it is done, then there is nothing to say', async () => {
    const progress = recordedProgress();
    const said: (string | undefined)[] = [];
    const create = apis.createDeployment.bind(apis);
    apis.createDeployment = (api, description) => {
      said.push(progress.interruption());
      return create(api, description);
    };
    await releasing('v1', progress);
    expect(said).toEqual([expect.stringContaining('Run `aigw deploy` again')]);
    expect(progress.interruption()).toBeUndefined();
  });
});

function releasing(code: string | ReleaseRequest['code'], progress = recordedProgress()) {
  return release(
    { apis, functions, progress },
    {
      apiId: 'api1',
      stageName: 'v1',
      functionNames: { forwarder: 'forwarder', authorizer: 'authorizer' },
      code: typeof code === 'string' ? codeOf(code) : code,
    },
  );
}
