import { beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploy, executePrepared, type DeployRequest } from '../../../src/gateway/stack/deploy.js';
import { stackIntent } from '../../../src/gateway/stack/stack-intent.js';
import type { Stack } from '../../../src/gateway/stack/stack-service.js';
import { codeOf, FakeApis, FakeFunctions } from '../../support/fakes/release.js';
import { aChangeSet, aStack, anEvent, FakeStacks, type Frame } from '../../support/fakes/stacks.js';
import { fakeClock, recordedProgress } from '../../support/fakes/time-and-progress.js';

const templateSource = readFileSync(join(import.meta.dirname, '../../../templates/gateway.yaml'), 'utf8');

const created: Frame[] = [
  { status: 'CREATE_IN_PROGRESS' },
  { status: 'CREATE_COMPLETE', events: [anEvent({ status: 'CREATE_COMPLETE' })] },
];

let apis: FakeApis;
let functions: FakeFunctions;
let progress: ReturnType<typeof recordedProgress>;
let stacks: FakeStacks;
beforeEach(() => {
  [apis, functions, progress] = [new FakeApis(), new FakeFunctions(), recordedProgress()];
  stacks = new FakeStacks(undefined, { execute: created });
});

describe('deploy', () => {
  it('given nothing, when approved, then makes the stack, then the release, and gives the outputs', async () => {
    stacks.executeChangeSet = withOutputs(stacks);
    const result = await deploying();
    expect(result).toMatchObject({ outcome: 'deployed', release: { deploymentId: 'd1' } });
    expect(result.outputs.map(({ key }) => key)).toContain('GatewayUrl');
    expect(progress.warnings).toEqual([expect.stringMatching(/Authorization is off/)]);
    expect(progress.interruption()).toBeUndefined();
  });

  it('given it is not approved, then nothing is left behind', async () => {
    await expect(deploying({ approve: false })).rejects.toMatchObject({ kind: 'declined' });
    expect(stacks).toMatchObject({ stack: undefined, changeSets: new Map() });
    expect(stacks.changes).not.toContain('execute change set');
  });

  it('given it is interrupted at the question, then says that a plan may be left, and what to do about it', async () => {
    stacks.executeChangeSet = withOutputs(stacks);
    const said: (string | undefined)[] = [];
    const asking = {
      ...tools(true),
      approve: () => Promise.resolve(Boolean(said.push(progress.interruption()))),
    };
    await deploy(asking, request());
    expect(said).toEqual([expect.stringMatching(/Nothing was changed.*aigw deploy --plan/)]);
  });

  it('given only the plan is wanted, then nobody is asked and nothing is left behind', async () => {
    const result = await deploying({ until: 'plan', approve: false });
    expect(result).toMatchObject({ outcome: 'planned', plan: { counts: { add: 1 } } });
    expect(stacks.stack).toBeUndefined();
  });

  it('given it is only to be prepared, then the change set stays and is named', async () => {
    const { outcome, changeSet = '' } = await deploying({ until: 'prepare', approve: false });
    expect([outcome, stacks.changeSets.has(changeSet)]).toEqual(['prepared', true]);
  });

  it('given it is only to be started, then does not wait', async () => {
    expect(await deploying({ until: 'start' })).toMatchObject({ outcome: 'started' });
    expect(stacks.changes.at(-1)).toBe('execute change set');
    expect(functions.changes).toEqual([]);
  });

  it('given a canary, then updates the stack beside it, says so, and releases nothing', async () => {
    stacks.stack = aStack();
    const canary = { deploymentId: 'd9', percent: 10, variableOverrides: {} };
    const stage = { name: 'v1', deploymentId: 'd1', variables: {}, canary };
    apis.current = stage;
    await expect(deploying()).rejects.toMatchObject({
      kind: 'conflict',
      next: expect.arrayContaining([expect.stringContaining('aigw canary promote')]),
    });
    expect(progress.warnings).toContainEqual(expect.stringMatching(/canary at 10 %.*leaves it as it is/));
    expect(stacks.changes).toContain('execute change set');
    expect([apis.changes, apis.current, functions.changes]).toEqual([[], stage, []]);
  });

  it('given a canary and an update that moves the stage, then it is put back and the canary stays', async () => {
    stacks.stack = aStack();
    const canary = { deploymentId: 'd9', percent: 10, variableOverrides: {} };
    const variables = { forwarder: '2', authorizer: '1' };
    const stage = { name: 'v1', deploymentId: 'd1', variables, canary };
    apis.current = stage;
    const execute = stacks.executeChangeSet.bind(stacks);
    stacks.executeChangeSet = (...args) => {
      apis.current = { ...stage, deploymentId: 'bootstrap' };
      return execute(...args);
    };
    await expect(deploying()).rejects.toMatchObject({ kind: 'conflict' });
    expect(apis.current).toEqual(stage);
    expect(progress.warnings).toContainEqual(expect.stringMatching(/had moved stage v1.*put back/));
  });

  it('given a stack that something else made, then refuses even with approval', async () => {
    stacks.stack = aStack({ parameters: { DatabaseSize: 'large' } });
    await expect(deploying()).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/not a gateway/),
    });
    expect(stacks.changes).toEqual([]);
  });

  it('given a public endpoint without authorization, then refuses, even where the stack has it from before', async () => {
    stacks.stack = aStack({ parameters: { EndpointType: 'REGIONAL', EnableAuthorizer: 'true' } });
    await expect(deploying({ parameters: { EnableAuthorizer: 'false' } })).rejects.toMatchObject({
      kind: 'usage',
      next: ['Add --authorizer', 'aigw template --parameters'],
    });
  });

  it('given the account may not write logs, then says so before minutes are spent', async () => {
    apis.role = undefined;
    await expect(deploying()).rejects.toMatchObject({
      kind: 'usage',
      next: [
        expect.stringContaining('ManageApiGatewayAccount=true'),
        expect.stringContaining('EnableAccessLogs=false'),
      ],
    });
    expect(stacks.changes).toEqual([]);
  });

  it('given the stack fails, then names the first cause and makes no release', async () => {
    const reason = 'no address is free';
    stacks = new FakeStacks(undefined, {
      execute: [
        {
          status: 'ROLLBACK_IN_PROGRESS',
          events: [anEvent({ logicalId: 'Vpc', status: 'CREATE_FAILED', reason })],
        },
        { status: 'ROLLBACK_COMPLETE', events: [anEvent({ status: 'ROLLBACK_COMPLETE' })] },
      ],
    });
    await expect(deploying()).rejects.toMatchObject({
      kind: 'stack',
      reason: expect.stringContaining(reason),
    });
    expect(functions.changes).toEqual([]);
  });
});

describe('executePrepared', () => {
  it('given no such change set, then says how to make one', async () => {
    stacks.stack = aStack();
    await expect(executePrepared(tools(true), request(), 'gone')).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('given the change set, then executes it and makes the release', async () => {
    stacks.stack = aStack();
    stacks.changeSets.set('prepared', aChangeSet({ name: 'prepared' }));
    expect(await executePrepared(tools(true), request(), 'prepared')).toMatchObject({
      outcome: 'deployed',
      release: { changed: true },
    });
  });
});

interface Wishes {
  readonly until?: DeployRequest['until'];
  readonly approve?: boolean;
  readonly parameters?: Readonly<Record<string, string>>;
}

function deploying(wishes: Wishes = {}) {
  return deploy(tools(wishes.approve ?? true), request(wishes));
}

function request({ until = 'finish', parameters = {} }: Wishes = {}): DeployRequest {
  const intent = stackIntent({ stackName: 'gateway', templateSource, parameters, tags: {} });
  return { intent, region: 'us-east-1', until, code: codeOf('v1') };
}

function tools(approve: boolean) {
  const yes = () => Promise.resolve(approve);
  return { stacks, apis, functions, progress, clock: fakeClock(), approve: yes, agree: yes };
}

/** CloudFormation gives outputs when a stack is complete. */
function withOutputs(of: FakeStacks): FakeStacks['executeChangeSet'] {
  const execute = of.executeChangeSet.bind(of);
  return (...args) => {
    of.stack = aStack() satisfies Stack;
    return execute(...args);
  };
}
