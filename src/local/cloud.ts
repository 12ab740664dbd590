import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemClock, type Clock } from './clock.js';
import { createCredentialStore } from './credential-store.js';
import type { CredentialStore } from './credentials.js';
import type { LogsOptions } from './control-plane/logs/logs-options.js';
import { serveIssuer } from './issuer/serve-issuer.js';
import { createMemoryStore, openStateStore, type StateStore } from './persistence/state-store.js';
import { prepareAccount } from './prepared-account.js';
import type { LocalRegion } from './region.js';
import { createRegion, type RegionsConfig, type ServingRegion } from './regions.js';
import { createControlPlane } from './server/control-plane.js';
import { DEFAULT_REGION } from './server/destination.js';
import { createListener } from './server/listener.js';
import { serveOrderedFailures } from './server/ordered-failures.js';
import { createRateLimiter } from './server/rate-limiter.js';
import { createRequestHandler, type DataPlaneDestination, type Handlers } from './server/request-handler.js';
import { createProtocols, SERVICE_NAMES } from './services.js';
import { isSystemError } from './system-error.js';

/** How a local AWS is to be. */
export interface LocalAwsOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Keeps everything between runs; absent: everything ends with the process. */
  readonly stateDirectory?: string;
  readonly clock?: Clock;
  /** Who answers Bedrock calls: the built-in model, or real Bedrock with the operator's credentials. */
  readonly bedrock?: 'model' | 'aws';
  /** Milliseconds that CloudFormation takes for each step of a resource. */
  readonly pace?: number;
  /** What CloudFormation's Stage handler sends on an update: what AWS's does is not known (docs/aws-facts.md §2). */
  readonly stageUpdates?: 'changed-only' | 'resend-deployment-id';
  /** Milliseconds between the tokens of a streamed answer of the model. */
  readonly tokenDelayMs?: number;
  /** Holds callers to AWS's control-plane rates. */
  readonly rates?: boolean;
  /** Milliseconds until a new API key works in deployed APIs; none unless given. */
  readonly keyDelay?: number;
  /** An account that API Gateway may not write logs in yet. Otherwise each region is prepared for that. */
  readonly freshAccount?: boolean;
  /** How CloudWatch Logs behaves: page sizes, rates, lags. */
  readonly logs?: LogsOptions;
  /** Told what the operator of the local AWS should know: its own failures above all. */
  readonly log?: (message: string) => void;
  /** Shown by the health page. */
  readonly version?: string;
}

/** AWS on this machine. */
export interface LocalAws {
  /** @throws PortInUseError, StateFileError */
  start(): Promise<{ readonly url: string }>;
  /** Cuts connections, ends functions and background work, saves the state. */
  stop(): Promise<void>;
  /** A region from the inside, as services see it. Only between `start` and `stop`. */
  region(name: string): LocalRegion;
  readonly credentials: CredentialStore;
}

/** The port is taken. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';

  constructor(readonly port: number) {
    super(`Port ${String(port)} of 127.0.0.1 is in use by another program.`);
  }
}

export function createLocalAws(options: LocalAwsOptions): LocalAws {
  return new Cloud(options);
}

class Cloud implements LocalAws {
  readonly credentials: CredentialStore;
  readonly #options: LocalAwsOptions;
  readonly #clock: Clock;
  readonly #regions = new Map<string, ServingRegion>();
  readonly #listener;
  #store: StateStore = createMemoryStore();
  #url = '';

  constructor(options: LocalAwsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.credentials = createCredentialStore(this.#clock);
    this.#listener = createListener(createRequestHandler(this.#handlers()));
  }

  async start(): Promise<{ url: string }> {
    const { stateDirectory, port } = this.#options;
    if (stateDirectory !== undefined) {
      this.#store = await openStateStore(stateDirectory, this.#clock, (error) => {
        this.#log(`The state could not be saved to ${stateDirectory}: ${String(error)}`);
      });
    }
    try {
      this.#url = `http://127.0.0.1:${String(await this.#listener.listen(port))}`;
    } catch (error) {
      await this.#store.close();
      throw isSystemError(error, 'EADDRINUSE') ? new PortInUseError(port) : error;
    }
    return { url: this.#url };
  }

  async stop(): Promise<void> {
    await this.#listener.close();
    await Promise.all([...this.#regions.values()].map((region) => region.close()));
    await this.#store.close();
  }

  region(name: string): LocalRegion {
    return this.#serving(name).region;
  }

  #serving(name: string): ServingRegion {
    let region = this.#regions.get(name);
    if (region) return region;
    region = createRegion(name, this.#regionsConfig());
    this.#regions.set(name, region);
    if (!this.#options.freshAccount) {
      prepareAccount(region.region).catch((error: unknown) => {
        this.#log(`Region ${name} could not be prepared: ${String(error)}`);
      });
    }
    return region;
  }

  #regionsConfig(): RegionsConfig {
    const { pace, stageUpdates, logs, bedrock = 'model', tokenDelayMs, keyDelay } = this.#options;
    return {
      clock: this.#clock,
      credentials: this.credentials,
      services: { pace, stageUpdates, logs },
      dataPlane: keyDelay === undefined ? {} : { keyDelay },
      model: tokenDelayMs === undefined ? { bedrock } : { bedrock, tokenDelayMs },
      endpoint: () => this.#url,
      stateOf: (region) => this.#store.of(region),
      changed: () => {
        this.#store.changed();
      },
    };
  }

  #handlers(): Handlers {
    const limiter = this.#options.rates ? { limiter: createRateLimiter(this.#clock) } : {};
    return {
      health: () => this.#health(),
      failures: (request, response, region) =>
        serveOrderedFailures(request, response, this.region(region).state),
      issuer: (request, response, path) => this.#serveIssuer(request, response, path),
      dataPlane: (request, response, target) => this.#serveApi(request, response, target),
      model: (request, response, region) => this.#serving(region).serveModel(request, response),
      controlPlane: createControlPlane({
        protocols: createProtocols(),
        credentials: this.credentials,
        clock: this.#clock,
        ...limiter,
        region: (name) => this.#serving(name),
        log: (message) => {
          this.#log(message);
        },
      }),
      log: (message) => {
        this.#log(message);
      },
    };
  }

  #serveApi(request: IncomingMessage, response: ServerResponse, target: DataPlaneDestination): Promise<void> {
    const region = target.region ?? this.#regionOfApi(target) ?? DEFAULT_REGION;
    return this.#serving(region).serveApi(request, response, target);
  }

  // There is one issuer, whatever the region of who asks.
  #serveIssuer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const changed = () => {
      this.#store.changed();
    };
    const { state } = this.region(DEFAULT_REGION);
    return serveIssuer(request, response, path, { state, url: this.#url, now: this.#clock.now(), changed });
  }

  // A URL by path names no region: the API is looked for in all of them.
  #regionOfApi({ apiId, stage }: DataPlaneDestination): string | undefined {
    const names = new Set([DEFAULT_REGION, ...this.#store.regions()]);
    return [...names].find((name) => this.region(name).apis.find(apiId, stage));
  }

  #health(): object {
    return {
      status: 'running',
      version: this.#options.version ?? 'unknown',
      pid: process.pid,
      bedrock: this.#options.bedrock ?? 'model',
      regions: [...new Set([DEFAULT_REGION, ...this.#store.regions()])],
      services: SERVICE_NAMES,
    };
  }

  #log(message: string): void {
    this.#options.log?.(message);
  }
}
