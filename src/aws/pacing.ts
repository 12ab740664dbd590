import { setTimeout as delay } from 'node:timers/promises';
import type { MetadataBearer, Pluggable } from '@smithy/types';

/** Fixed rates of the API Gateway control plane for one account: calls in so many milliseconds (DG/limits). */
const rates: Readonly<Record<string, { readonly calls: number; readonly within: number }>> = {
  CreateApiKeyCommand: { calls: 5, within: 1_000 },
  DeleteApiKeyCommand: { calls: 5, within: 1_000 },
  GetResourcesCommand: { calls: 5, within: 2_000 },
  CreateDeploymentCommand: { calls: 1, within: 5_000 },
  UpdateUsagePlanCommand: { calls: 1, within: 20_000 },
  UpdateAccountCommand: { calls: 1, within: 20_000 },
};

/** Schedules calls so that no more than `calls` start within any `within` milliseconds. */
export class Pace {
  readonly #starts: number[] = [];

  constructor(
    private readonly calls: number,
    private readonly within: number,
  ) {}

  /** Books the next free start; answers how many milliseconds from `now` it is. */
  book(now: number): number {
    const before = this.#starts.length < this.calls ? undefined : this.#starts.shift();
    const start = before === undefined ? now : Math.max(now, before + this.within);
    this.#starts.push(start);
    return start - now;
  }
}

/** Keeps calls below the rates that AWS is known to enforce, so that it does not have to throttle. Retries are paced too. */
export function pacing(): Pluggable<object, MetadataBearer> {
  const paces = new Map(
    Object.entries(rates).map(([command, rate]) => [command, new Pace(rate.calls, rate.within)]),
  );
  return {
    applyToStack: (stack) => {
      stack.add(
        (next, context) => async (args) => {
          const wait = paces.get(context.commandName ?? '')?.book(Date.now()) ?? 0;
          if (wait > 0) await delay(wait);
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'aigwPacing' },
      );
    },
  };
}
