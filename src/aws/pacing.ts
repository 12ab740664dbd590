import type { MetadataBearer, Pluggable } from '@smithy/types';
import type { Clock } from '../gateway/clock.js';
import { rateOfAllCalls, ratesOfCalls, type CallRate } from '../gateway/control-plane-rates.js';

/**
 * Schedules calls so that a token bucket of AWS's never runs empty, although some calls take longer on their way than others: of the
 * burst it uses half, and where there is no burst to leave it waits a fiftieth longer than it must.
 */
export class Pace {
  readonly #between: number;
  readonly #ahead: number;
  /** When the next call would be due if all came evenly. */
  #due = -Infinity;

  constructor({ burst, perSecond }: CallRate) {
    this.#between = (1_000 / perSecond) * (burst === 1 ? 1.02 : 1);
    this.#ahead = (Math.ceil(burst / 2) - 1) * this.#between;
  }

  /** Milliseconds from `now` until a call may start. */
  wait(now: number): number {
    return Math.max(0, this.#due - this.#ahead - now);
  }

  /** A call starts now. */
  start(now: number): void {
    this.#due = Math.max(this.#due, now) + this.#between;
  }
}

/** Holds the calls to one account and region to AWS's rates, in the order they come, each operation for itself. */
export class Pacer {
  readonly #all = new Pace(rateOfAllCalls);
  readonly #lanes = new Map<string, { readonly pace: Pace | undefined; last: Promise<void> }>();

  constructor(private readonly clock: Clock) {}

  /** Resolves when the call may start. */
  admit(operation: string): Promise<void> {
    const lane = this.#laneOf(operation);
    lane.last = lane.last.then(() => this.#untilFree(lane.pace));
    return lane.last;
  }

  async #untilFree(own: Pace | undefined): Promise<void> {
    for (;;) {
      const now = this.clock.now();
      const wait = Math.max(this.#all.wait(now), own?.wait(now) ?? 0);
      if (wait <= 0) {
        this.#all.start(now);
        own?.start(now);
        return;
      }
      await this.clock.sleep(Math.ceil(wait));
    }
  }

  #laneOf(operation: string) {
    const rate = ratesOfCalls[operation];
    const name = rate ? operation : '*';
    let lane = this.#lanes.get(name);
    if (!lane) {
      lane = { pace: rate && new Pace(rate), last: Promise.resolve() };
      this.#lanes.set(name, lane);
    }
    return lane;
  }
}

const pacers = new Map<string, { readonly clock: Clock; readonly pacer: Pacer }>();

/**
 * The pacer of an account and region: clients of one process share it, as they share the account's rates.
 *
 * @param account whatever tells accounts apart: endpoint, region, credentials
 */
export function pacerOf(account: string, clock: Clock): Pacer {
  const known = pacers.get(account);
  if (known?.clock === clock) return known.pacer;
  const pacer = new Pacer(clock);
  pacers.set(account, { clock, pacer });
  return pacer;
}

/** Keeps calls to API Gateway below the rates that AWS enforces, so that it does not have to throttle. Retries are paced too. */
export function pacing(pacer: Pacer): Pluggable<object, MetadataBearer> {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next, context) => async (args) => {
          if (context.clientName === 'APIGatewayClient') {
            await pacer.admit((context.commandName ?? '').replace(/Command$/, ''));
          }
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'aigwPacing' },
      );
    },
  };
}
