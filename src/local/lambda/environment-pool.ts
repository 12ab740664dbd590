import type { LocalRegion } from '../region.js';
import { CodeFolders } from './code-folders.js';
import type { DeployedFunction } from './deployed-function.js';
import { Environment } from './environment.js';

/** How many environments there may be, and for how long an idle one stays. */
export interface PoolLimits {
  readonly workerFile: () => string;
  /** Environments of all functions together. */
  readonly maxEnvironments: number;
  /** Milliseconds. */
  readonly idleExpiry: number;
}

interface Waiting {
  readonly deployed: DeployedFunction;
  readonly resolve: (environment: Environment) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Execution environments: a request takes the one that was used last, or a new one. At the cap, idle environments of other
 * functions make room, and then requests wait in line; AWS would start another environment instead.
 */
export class EnvironmentPool {
  readonly #region: LocalRegion;
  readonly #limits: PoolLimits;
  readonly #code = new CodeFolders();
  readonly #idle = new Map<string, Environment[]>();
  readonly #all = new Set<Environment>();
  readonly #line: Waiting[] = [];
  readonly #closing = new AbortController();
  #sweeping = false;

  constructor(region: LocalRegion, limits: PoolLimits) {
    this.#region = region;
    this.#limits = limits;
  }

  /** Number of environments, busy and idle. */
  get size(): number {
    return this.#all.size;
  }

  /** An environment for one request; to be given back with `release`. */
  acquire(deployed: DeployedFunction): Promise<Environment> {
    if (this.#closing.signal.aborted) return Promise.reject(new Error('The local Lambda is closed.'));
    const ready = this.#takeIdle(deployed) ?? this.#startIfRoom(deployed);
    if (ready) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      this.#line.push({ deployed, resolve, reject });
    });
  }

  release(environment: Environment): void {
    environment.idleSince = this.#region.clock.now();
    if (environment.alive) {
      const key = environment.deployed.generation;
      const list = this.#idle.get(key);
      if (list) list.push(environment);
      else this.#idle.set(key, [environment]);
      this.#sweepLater();
    } else this.#discard(environment);
    this.#serveLine();
  }

  /** Ends the idle environments of code and settings that no request will ask for again. */
  retire(generation: string): void {
    for (const environment of this.#idle.get(generation) ?? []) this.#discard(environment);
    this.#idle.delete(generation);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The local Lambda is closed.'));
    for (const waiting of this.#line.splice(0)) waiting.reject(new Error('The local Lambda is closed.'));
    await Promise.all([...this.#all].map((environment) => environment.close()));
    this.#all.clear();
    this.#idle.clear();
    this.#code.close();
  }

  #takeIdle(deployed: DeployedFunction): Environment | undefined {
    const list = this.#idle.get(deployed.generation);
    for (let environment = list?.pop(); environment; environment = list?.pop()) {
      if (environment.alive) return environment;
      this.#discard(environment);
    }
    return undefined;
  }

  #startIfRoom(deployed: DeployedFunction): Environment | undefined {
    if (this.#all.size >= this.#limits.maxEnvironments && !this.#makeRoom()) return undefined;
    const environment = new Environment({
      region: this.#region,
      deployed,
      taskRoot: this.#code.folder(deployed),
      workerFile: this.#limits.workerFile(),
    });
    this.#all.add(environment);
    return environment;
  }

  #makeRoom(): boolean {
    const oldest = [...this.#idle.values()].flat().sort((a, b) => a.idleSince - b.idleSince)[0];
    if (oldest) this.#removeIdle(oldest);
    return oldest !== undefined;
  }

  #serveLine(): void {
    const next = this.#line[0];
    if (!next) return;
    try {
      const environment = this.#takeIdle(next.deployed) ?? this.#startIfRoom(next.deployed);
      if (!environment) return;
      this.#line.shift();
      next.resolve(environment);
    } catch (error) {
      this.#line.shift();
      next.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #removeIdle(environment: Environment): void {
    const key = environment.deployed.generation;
    const rest = this.#idle.get(key)?.filter((other) => other !== environment) ?? [];
    if (rest.length > 0) this.#idle.set(key, rest);
    else this.#idle.delete(key);
    this.#discard(environment);
  }

  #discard(environment: Environment): void {
    this.#all.delete(environment);
    void environment.close();
  }

  #sweepLater(): void {
    if (this.#sweeping) return;
    this.#sweeping = true;
    const { clock } = this.#region;
    void clock.sleep(this.#limits.idleExpiry, this.#closing.signal).then(
      () => {
        this.#sweep();
      },
      () => undefined,
    );
  }

  #sweep(): void {
    this.#sweeping = false;
    const oldest = this.#region.clock.now() - this.#limits.idleExpiry;
    for (const environment of [...this.#idle.values()].flat()) {
      if (environment.idleSince <= oldest) this.#removeIdle(environment);
    }
    if (this.#idle.size > 0) this.#sweepLater();
  }
}
