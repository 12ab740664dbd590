import { GatewayError } from '../../../src/gateway/errors.js';
import type { CanaryControl } from '../../../src/gateway/canary-watch/canary-control.js';
import type { WatchEvent } from '../../../src/gateway/canary-watch/watch-event.js';
import type { WatchRequest, WatchTools } from '../../../src/gateway/canary-watch/watch-request.js';
import type { Stage } from '../../../src/gateway/release/api-service.js';
import type { Behaviour } from '../synthetic-traffic.js';
import { FakeLogs } from './logs.js';
import { seededRandom } from '../seeded-random.js';

export const accessGroup = '/aws/aigw/gateway/access';
const beginning = Date.UTC(2026, 0, 1);

/** A stage with a canary and traffic that passes while the watch sleeps; `changes` records what was asked of the stage. */
export class WatchedCanary implements CanaryControl {
  readonly changes: string[] = [];
  readonly events: WatchEvent[] = [];
  interruption = '';
  now = beginning;
  current: Stage = stageWith('next', 5, new Date(beginning));
  base: Behaviour = { errors: 0.01 };
  canary: Behaviour = { errors: 0.01 };
  /** Requests a second. */
  rate = 200;
  /** What becomes of the next calls of the stage or the log, after which all go well. */
  trouble: { call: string; error?: GatewayError; committed?: boolean }[] = [];
  /** Called when the watch sleeps. */
  onSleep: () => void = () => undefined;
  readonly #random = seededRandom(7);
  readonly #logs = new FakeLogs(
    { now: () => this.now },
    { beforePage: () => this.#meetTrouble('read').then(() => undefined) },
  );

  constructor() {
    this.#logs.create(accessGroup);
  }

  tools(): WatchTools {
    return {
      control: this,
      logs: this.#logs,
      clock: { now: () => this.now, sleep: (ms) => this.#pass(ms) },
      report: (event) => this.events.push(event),
      onInterrupt: (explanation) => {
        this.interruption = explanation;
      },
    };
  }

  request(more: Partial<WatchRequest> = {}): WatchRequest {
    const limits = { p95: { kind: 'relative', factor: 1.5 } as const };
    return { limits, every: 60_000, logGroup: accessGroup, ...more };
  }

  stage(): Promise<Stage> {
    return this.#meetTrouble('stage').then(() => this.current);
  }

  deployments() {
    const made = (id: string) => ({ id, createdAt: new Date(beginning - 3_600_000), description: '' });
    return Promise.resolve([made('live'), made('next')]);
  }

  shift(percent: number): Promise<void> {
    return this.#change(`shift ${percent}`, stageWith('next', percent, new Date(this.now)));
  }

  promote(): Promise<void> {
    return this.#change('promote', { name: 'v1', deploymentId: 'next', variables: {} });
  }

  abort(): Promise<void> {
    return this.#change('abort', { name: 'v1', deploymentId: 'live', variables: {} });
  }

  async #change(call: string, after: Stage): Promise<void> {
    this.changes.push(call);
    const committed = await this.#meetTrouble(call, () => (this.current = after));
    if (!committed) this.current = after;
  }

  /** @param commit done before the trouble, where the call was committed and only its answer was lost */
  async #meetTrouble(call: string, commit?: () => void): Promise<boolean> {
    const at = this.trouble.findIndex((planned) => planned.call === call);
    const [met] = at < 0 ? [] : this.trouble.splice(at, 1);
    if (!met) return false;
    if (met.committed) commit?.();
    return Promise.reject(met.error ?? new GatewayError('service', 'The connection was reset.'));
  }

  #pass(ms: number): Promise<void> {
    const requests = Math.round((this.rate * ms) / 1_000);
    for (let made = 0; made < requests; made++) this.#serve(this.now + (ms * made) / requests);
    this.now += ms;
    this.onSleep();
    return Promise.resolve();
  }

  #serve(time: number): void {
    const { canary, deploymentId } = this.current;
    const isCanary = canary !== undefined && this.#random() * 100 < canary.percent;
    const { errors } = isCanary ? this.canary : this.base;
    const fields = {
      requestId: 'r',
      time: String(Math.floor(time)),
      status: this.#random() < errors ? '500' : '200',
      deploymentId: isCanary ? canary.deploymentId : deploymentId,
      isCanaryRequest: String(isCanary),
      responseLatency: String(100 + Math.floor(this.#random() * 100)),
    };
    this.#logs.put(accessGroup, Math.floor(time), JSON.stringify(fields));
  }
}

export function stageWith(deploymentId: string, percent: number, updatedAt: Date): Stage {
  const canary = { deploymentId, percent, variableOverrides: {} };
  return { name: 'v1', deploymentId: 'live', variables: {}, canary, updatedAt };
}
