import type { ChildProcess } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aigw, type AigwRun } from '../aigw.js';
import {
  startFaultProxy,
  type FaultConfig,
  type FaultProxy,
  type SeenRequest,
} from '../fault-proxy/start-fault-proxy.js';
import { startTestAws, type RunningTestAws } from '../local-aws.js';
import type { Scenario } from './scenarios.js';
import { gatewayUrl, standing, type Standing } from './standing.js';

/** A run of the scenario's command and what the proxy saw of it. */
export interface DisturbedRun extends AigwRun {
  readonly requests: readonly SeenRequest[];
}

/** One case: a local AWS as the scenario starts from, behind the fault proxy. */
export interface Case {
  /** Runs the scenario's command; without a plan nothing disturbs it. `onSpawn` is given its process. */
  run(faults?: FaultConfig, onSpawn?: (child: ChildProcess) => void): Promise<DisturbedRun>;
  /** What the proxy has seen of the present run so far. */
  seen(): Promise<readonly SeenRequest[]>;
  /** Runs another command, undisturbed. */
  command(...argv: string[]): Promise<AigwRun>;
  standing(): Promise<Standing>;
  /** Asks the model through the gateway and resolves to the HTTP status. */
  ask(): Promise<number>;
}

/**
 * Runs one scenario again and again from the same start. The start is prepared once and copied for every case, and one proxy
 * serves them all, so that a case costs little more than the command it runs.
 */
export class DisturbedGateway {
  private constructor(
    readonly scenario: Scenario,
    private readonly proxy: FaultProxy,
    private readonly folder: string,
    private readonly pace: number,
  ) {}

  /** @param pace milliseconds that CloudFormation takes for each step of a resource */
  static async prepare(scenario: Scenario, pace = 0): Promise<DisturbedGateway> {
    const folder = await mkdtemp(join(tmpdir(), 'aigw-faults-'));
    const local = await startTestAws({ stateDirectory: join(folder, 'start') });
    await scenario.prepare(local);
    await local.aws.stop();
    const proxy = await startFaultProxy({ target: local.url });
    return new DisturbedGateway(scenario, proxy, folder, pace);
  }

  /** Gives `body` a case of its own, and cleans up after it. */
  async case<T>(body: (fresh: Case) => Promise<T>): Promise<T> {
    const stateDirectory = await mkdtemp(join(this.folder, 'case-'));
    await cp(join(this.folder, 'start'), stateDirectory, { recursive: true });
    const local = await startTestAws({ stateDirectory, pace: this.pace });
    await this.proxy.aim(local.url);
    try {
      return await body(this.#caseOn(local));
    } finally {
      await local.aws.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    }
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #caseOn(local: RunningTestAws): Case {
    return {
      run: (faults = {}, onSpawn) => this.#run(faults, onSpawn),
      seen: () => this.proxy.requests(),
      command: (...argv) => aigw(argv, { endpoint: local.url }),
      standing: () => standing(local),
      ask: async () => {
        const response = await fetch(`${await gatewayUrl(local)}/invoke`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ prompt: 'Are you there?' }),
        });
        await response.arrayBuffer();
        return response.status;
      },
    };
  }

  async #run(faults: FaultConfig, onSpawn?: (child: ChildProcess) => void): Promise<DisturbedRun> {
    await this.proxy.configure(faults);
    const run = await aigw(this.scenario.argv, {
      endpoint: this.proxy.url,
      onSpawn: (child) => {
        void this.proxy.watch({ pid: child.pid ?? 0, group: false });
        onSpawn?.(child);
      },
    });
    return { ...run, requests: await this.proxy.requests() };
  }
}
