import { GatewayError } from '../../../src/gateway/errors.js';
import type {
  ApiService,
  CanaryStart,
  Deployment,
  Draft,
  MethodProtection,
  Stage,
  TestRequest,
  TestResponse,
} from '../../../src/gateway/release/api-service.js';
import type { FunctionService, FunctionState } from '../../../src/gateway/release/function-service.js';

export const openMethod: MethodProtection = {
  path: '/{proxy+}',
  method: 'ANY',
  authorization: 'NONE',
  apiKeyRequired: false,
};

/** API Gateway for a test: one API, one stage. `changes` records what was asked of it. */
export class FakeApis implements ApiService {
  readonly changes: string[] = [];
  readonly made: Deployment[] = [{ id: 'bootstrap', createdAt: new Date(0), description: 'Bootstrap' }];
  readonly snapshots = new Map<string, readonly MethodProtection[]>([['bootstrap', [openMethod]]]);
  readonly tests: TestRequest[] = [];
  current: Stage | undefined = { name: 'v1', deploymentId: 'bootstrap', variables: {} };
  methods: readonly MethodProtection[] = [openMethod];
  plans: string[] = [];
  exported: unknown = {};
  role: string | undefined = 'arn:aws:iam::123456789012:role/logs';
  testAnswer: TestResponse = { status: 200, body: '{}', latency: 5 };
  /** What becomes of the next creations of a deployment, after which all go well. */
  trouble: ('lost answer' | 'lost request' | 'refused')[] = [];
  /** Whether the stage takes an update but does not change. */
  deaf = false;

  stage(): Promise<Stage | undefined> {
    return Promise.resolve(this.current);
  }

  stages(): Promise<Stage[]> {
    return Promise.resolve(this.current ? [this.current] : []);
  }

  deployments(): Promise<Deployment[]> {
    return Promise.resolve([...this.made]);
  }

  draft(): Promise<Draft> {
    const parts = { api: {}, resources: [...this.methods], authorizers: [], gatewayResponses: [] };
    return Promise.resolve({ ...parts, protections: this.methods });
  }

  protections(_api: string, id: string): Promise<MethodProtection[]> {
    return Promise.resolve([...(this.snapshots.get(id) ?? [])]);
  }

  exportedStage(): Promise<unknown> {
    return Promise.resolve(this.exported);
  }

  createDeployment(_api: string, description: string): Promise<Deployment> {
    const trouble = this.trouble.shift();
    if (trouble === 'refused') return Promise.reject(new GatewayError('access', 'not allowed'));
    const lost = () => Promise.reject(new GatewayError('service', 'the connection was reset'));
    if (trouble === 'lost request') return lost();
    this.changes.push('create deployment');
    const deployment = { id: `d${this.made.length}`, createdAt: new Date(1), description };
    this.made.push(deployment);
    this.snapshots.set(deployment.id, this.methods);
    return trouble === 'lost answer' ? lost() : Promise.resolve(deployment);
  }

  pointStage(
    _api: string,
    name: string,
    { deploymentId, variables }: { deploymentId: string; variables: Readonly<Record<string, string>> },
  ): Promise<Stage> {
    this.changes.push(`point ${name} at ${deploymentId}`);
    const pointed = {
      ...this.current,
      name,
      deploymentId,
      variables: { ...this.current?.variables, ...variables },
    };
    if (!this.deaf) this.current = pointed;
    return Promise.resolve(pointed);
  }

  startCanary(_api: string, _stage: string, start: CanaryStart): Promise<Deployment> {
    const { description, percent, variableOverrides } = start;
    const deployment = { id: `d${this.made.length}`, createdAt: new Date(1), description };
    this.changes.push(`start canary ${deployment.id} at ${percent} %`);
    this.made.push(deployment);
    this.snapshots.set(deployment.id, this.methods);
    void this.#change({ canary: { deploymentId: deployment.id, percent, variableOverrides } });
    return Promise.resolve(deployment);
  }

  shiftCanary(_api: string, _stage: string, percent: number): Promise<Stage> {
    this.changes.push(`shift to ${percent} %`);
    const { canary, deploymentId } = this.#stage();
    return this.#change({ canary: { deploymentId, variableOverrides: {}, ...canary, percent } });
  }

  promoteCanary(): Promise<Stage> {
    this.changes.push('promote');
    const { canary, variables, deploymentId: own } = this.#stage();
    const { deploymentId = own, variableOverrides = {} } = canary ?? {};
    return this.#change({
      deploymentId,
      variables: { ...variables, ...variableOverrides },
      canary: { deploymentId, percent: 0, variableOverrides },
    });
  }

  removeCanary(): Promise<Stage> {
    this.changes.push('remove canary');
    return this.#change({ canary: undefined });
  }

  restoreStage(_api: string, wanted: Stage): Promise<Stage> {
    this.changes.push('restore stage');
    return this.#change(wanted);
  }

  describeDeployment(_api: string, id: string, description: string): Promise<void> {
    this.changes.push(`describe ${id}`);
    const at = this.made.findIndex((deployment) => deployment.id === id);
    const [found] = this.made.slice(at);
    if (found) this.made[at] = { ...found, description };
    return Promise.resolve();
  }

  deleteDeployment(_api: string, id: string): Promise<void> {
    this.changes.push(`delete ${id}`);
    this.made.splice(0, this.made.length, ...this.made.filter((deployment) => deployment.id !== id));
    return Promise.resolve();
  }

  #stage(): Stage {
    if (!this.current) throw new GatewayError('not-found', 'no stage');
    return this.current;
  }

  #change(change: Partial<Stage>): Promise<Stage> {
    this.current = { ...this.#stage(), ...change };
    return Promise.resolve(this.current);
  }

  loggingRole(): Promise<string | undefined> {
    return Promise.resolve(this.role);
  }

  usagePlansOf(): Promise<string[]> {
    return Promise.resolve(this.plans);
  }

  testInvoke(_api: string, request: TestRequest): Promise<TestResponse> {
    this.tests.push(request);
    return Promise.resolve(this.testAnswer);
  }
}

/** Lambda for a test: functions whose versions are published as Lambda does it, none where nothing changed. */
export class FakeFunctions implements FunctionService {
  readonly changes: string[] = [];
  readonly #code = new Map<string, string>();
  readonly #versions = new Map<string, string[]>();

  latest(name: string): Promise<FunctionState> {
    return Promise.resolve(this.#state(name, this.#code.get(name) ?? 'bootstrap'));
  }

  version(name: string, version: string): Promise<FunctionState | undefined> {
    const code = this.#versions.get(name)?.[Number(version) - 1];
    return Promise.resolve(code === undefined ? undefined : this.#state(name, code));
  }

  updateCode(name: string, zip: Uint8Array): Promise<void> {
    this.changes.push(`upload ${name}`);
    this.#code.set(name, Buffer.from(zip).toString());
    return Promise.resolve();
  }

  publish(name: string, codeSha256: string): Promise<string> {
    const versions = this.#versions.get(name) ?? [];
    if (versions.at(-1) !== codeSha256) {
      this.changes.push(`publish ${name}`);
      versions.push(codeSha256);
    }
    this.#versions.set(name, versions);
    return Promise.resolve(String(versions.length));
  }

  #state(name: string, code: string): FunctionState {
    return { name, codeSha256: code, configuration: `configuration with ${code}` };
  }
}

/** Code of both functions; equal text is equal code. */
export function codeOf(text: string) {
  const code = { zip: Buffer.from(text), codeSha256: text };
  return { forwarder: code, authorizer: code };
}
