import type { PatchOperation, Stage } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createApiGateway } from '../../../src/local/control-plane/apigateway/index.js';
import { AwsError } from '../../../src/local/errors.js';
import type { LocalRegion } from '../../../src/local/region.js';
import { State } from '../../../src/local/state.js';

/** The control plane without the wire: thousands of calls a second. */
class Plane {
  readonly state = new State();
  readonly #service = createApiGateway({
    name: 'us-east-1',
    partition: 'aws',
    accountId: '123456789012',
    state: this.state,
    clock: { now: () => 1_790_000_000_000, sleep: () => Promise.resolve() },
  } as unknown as LocalRegion);
  readonly apis = this.#service.apis;

  call<T = Record<string, string>>(operation: string, input: object): T {
    const run = this.#service.operations[operation] as
      ((input: object, context: object) => object) | undefined;
    if (!run) throw new Error(`No operation ${operation}`);
    return run(input, {}) as T;
  }

  /** Everything that the control plane remembers of APIs, to compare. */
  memory(): string {
    const plain = (_key: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);
    const tables = ['apigateway/restApis', 'apigateway/snapshots'];
    return JSON.stringify(
      tables.map((name) => [...this.state.table(name)]),
      plain,
    );
  }
}

/** What an operator, or two at once, may do to an API that has stages `v1` and `v2`. */
type Step =
  | { readonly kind: 'author'; readonly pathPart: string; readonly secured: boolean }
  | {
      readonly kind: 'deploy';
      readonly stageName?: string;
      readonly percent?: number;
      readonly overrides?: Record<string, string>;
    }
  | { readonly kind: 'patch'; readonly stageName: string; readonly patches: readonly PatchOperation[] }
  | { readonly kind: 'delete'; readonly which: number };

const stageName = fc.constantFrom('v1', 'v2');
const variable = fc.constantFrom('forwarder', 'authorizer');
const version = fc.integer({ min: 1, max: 99 }).map(String);
/** Stands for the id of the n-th deployment, filled in when the step is taken. */
const deploymentMark = fc.nat(9).map((index) => `#${String(index)}`);

const patch: fc.Arbitrary<PatchOperation> = fc.oneof(
  fc.record({
    op: fc.constant('replace' as const),
    path: fc.constant('/canarySettings/percentTraffic'),
    value: fc.constantFrom('0.0', '10', '100', '101', 'x'),
  }),
  fc.record({
    op: fc.constant('replace' as const),
    path: fc.constantFrom('/canarySettings/deploymentId', '/deploymentId'),
    value: deploymentMark,
  }),
  fc.record({
    op: fc.constant('copy' as const),
    from: fc.constant('/canarySettings/deploymentId'),
    path: fc.constant('/deploymentId'),
  }),
  fc.record({
    op: fc.constant('copy' as const),
    from: fc.constant('/canarySettings/stageVariableOverrides'),
    path: fc.constant('/variables'),
  }),
  fc.record({
    op: fc.constant('remove' as const),
    path: fc.constantFrom('/canarySettings', '/*/*', '/canarySettings/stageVariableOverrides'),
  }),
  fc.record({
    op: fc.constant('replace' as const),
    path: variable.map((name) => `/variables/${name}`),
    value: fc.oneof(version, fc.constant('$LATEST')),
  }),
  fc.record({
    op: fc.constant('replace' as const),
    path: fc.constantFrom('/*/*/throttling/rateLimit', '/nonsense'),
    value: version,
  }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('author' as const),
    pathPart: fc.stringMatching(/^[a-z]{1,3}$/),
    secured: fc.boolean(),
  }),
  fc.record(
    {
      kind: fc.constant('deploy' as const),
      stageName,
      percent: fc.integer({ min: 0, max: 100 }),
      overrides: fc.dictionary(variable, version),
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record({
    kind: fc.constant('patch' as const),
    stageName,
    patches: fc.array(patch, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('delete' as const), which: fc.nat(9) }),
);

describe('Release invariants', () => {
  it('given any sequence of authoring, deploying, patching and deleting, when it has run, then snapshots never changed, every stage is on a deployment that exists, and what failed changed nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const gateway = new Gateway();
        for (const one of steps) gateway.take(one);
      }),
      { numRuns: 300 },
    );
  });
});

/** One API, with what must stay true of it. */
class Gateway {
  readonly #plane = new Plane();
  readonly #apiId: string;
  readonly #rootId: string;
  readonly #deployments: string[] = [];
  /** What each deployment froze when it was made. */
  readonly #frozen = new Map<string, string>();

  constructor() {
    const api = this.#plane.call('CreateRestApi', { name: 'gateway' });
    this.#apiId = api.id ?? '';
    this.#rootId = api.rootResourceId ?? '';
    this.#addMethod(this.#rootId, false);
    for (const name of ['v1', 'v2']) this.#deploy({ kind: 'deploy', stageName: name });
  }

  take(step: Step): void {
    const before = this.#plane.memory();
    try {
      this.#perform(step);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      expect(this.#plane.memory()).toBe(before);
    }
    this.#check();
  }

  #perform(step: Step): void {
    if (step.kind === 'author') this.#author(step.pathPart, step.secured);
    else if (step.kind === 'deploy') this.#deploy(step);
    else if (step.kind === 'patch') this.#patch(step.stageName, step.patches);
    else
      this.#plane.call('DeleteDeployment', {
        restApiId: this.#apiId,
        deploymentId: this.#idOf(`#${String(step.which)}`),
      });
  }

  #author(pathPart: string, secured: boolean): void {
    const input = { restApiId: this.#apiId, parentId: this.#rootId, pathPart };
    this.#addMethod(this.#plane.call('CreateResource', input).id ?? '', secured);
  }

  #addMethod(resourceId: string, secured: boolean): void {
    const method = { restApiId: this.#apiId, resourceId, httpMethod: 'GET' };
    this.#plane.call('PutMethod', { ...method, authorizationType: secured ? 'AWS_IAM' : 'NONE' });
    this.#plane.call('PutIntegration', { ...method, type: 'MOCK' });
  }

  #deploy({ stageName: name, percent, overrides }: Extract<Step, { kind: 'deploy' }>): void {
    const canarySettings =
      percent === undefined ? undefined : { percentTraffic: percent, stageVariableOverrides: overrides };
    const input = { restApiId: this.#apiId, stageName: name, canarySettings };
    const { id = '' } = this.#plane.call('CreateDeployment', input);
    this.#deployments.push(id);
    this.#frozen.set(id, this.#summary(id));
  }

  #patch(name: string, patches: readonly PatchOperation[]): void {
    const patchOperations = patches.map((one) => ({
      ...one,
      ...(one.value && { value: this.#idOf(one.value) }),
    }));
    this.#plane.call('UpdateStage', { restApiId: this.#apiId, stageName: name, patchOperations });
  }

  /** The n-th deployment made, which may be deleted by now. */
  #idOf(mark: string): string {
    return mark.startsWith('#') ? (this.#deployments[Number(mark.slice(1))] ?? 'absent') : mark;
  }

  #summary(deploymentId: string): string {
    const snapshot = this.#plane.state
      .table<object>('apigateway/snapshots')
      .get(`${this.#apiId}/${deploymentId}`);
    return JSON.stringify(snapshot);
  }

  #check(): void {
    const { items } = this.#plane.call<{ items: { id: string }[] }>('GetDeployments', {
      restApiId: this.#apiId,
      limit: 500,
    });
    const existing = items.map(({ id }) => id);
    for (const id of existing) expect(this.#summary(id)).toBe(this.#frozen.get(id));
    const { item } = this.#plane.call<{ item: Stage[] }>('GetStages', { restApiId: this.#apiId });
    for (const stage of item) {
      expect(existing).toContain(stage.deploymentId);
      const live = this.#plane.apis.find(this.#apiId, stage.stageName ?? '');
      expect(live?.snapshot).toBeDefined();
      expect(live?.canarySnapshot !== undefined).toBe(stage.canarySettings !== undefined);
      if (stage.canarySettings) expect(existing).toContain(stage.canarySettings.deploymentId);
    }
  }
}
