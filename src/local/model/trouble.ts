import { bedrockError } from './bedrock-errors.js';
import type { ErrorDirective } from './directives.js';

/** An error that a prompt asked for, with the header that goes with it. */
export class RequestedError extends Error {
  constructor(
    readonly answer: ReturnType<typeof bedrockError>,
    readonly retryAfter: string | undefined,
  ) {
    super(answer.message);
    this.name = 'RequestedError';
  }
}

/** Remembers how often each key has failed, for errors that are to go away after some requests. */
export class Trouble {
  readonly #failures = new Map<string, number>();

  /** @throws RequestedError unless the directive has had its number of failures */
  raise({ code, times, key, retryAfter }: ErrorDirective): void {
    const failures = this.#failures.get(key) ?? 0;
    if (times !== undefined && failures >= times) return;
    this.#failures.set(key, failures + 1);
    throw new RequestedError(bedrockError(code), retryAfter);
  }

  clear(): void {
    this.#failures.clear();
  }
}
