/** What can go wrong between a client and AWS. */
export type Fault =
  /** The request is sent on only after so many milliseconds. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection is reset and nothing is sent on: the server has done nothing. */
  | { readonly kind: 'reset-before' }
  /** The server has answered, so it has done its work; the connection is reset and the answer is lost. */
  | { readonly kind: 'reset-after' }
  /** The service's own throttling error, without reaching the server. */
  | { readonly kind: 'throttle'; readonly retryAfterSeconds?: number }
  /** An error in the service's protocol: without reaching the server, or, when `committed`, in place of its answer. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly committed?: boolean;
    }
  /** A page of HTML, as a proxy in between answers: without reaching the server, or, when `committed`, in place of its answer. */
  | { readonly kind: 'garbage'; readonly status?: number; readonly committed?: boolean }
  /** The server's answer, a few bytes at a time. */
  | { readonly kind: 'slow-body'; readonly bytes: number; readonly everyMs: number }
  /** The watched process is killed, and nothing is sent on. */
  | { readonly kind: 'kill-before' }
  /** The watched process is killed once the server has answered. */
  | { readonly kind: 'kill-after' };

/** A fault at its place in the sequence of requests. */
export interface PlannedFault {
  /** Which request, from 1; among those of `operation` when that is given. */
  readonly at: number;
  /** How many requests in a row from there on; 1 unless given. */
  readonly times?: number;
  readonly operation?: string;
  readonly fault: Fault;
}

/** How the proxy decides: by an explicit plan, by a seed, or both (the plan comes first). */
export interface FaultConfig {
  readonly plan?: readonly PlannedFault[];
  /** Faults at random, but the same for the same seed and sequence of requests. */
  readonly seed?: number;
  /** Share of requests that a seed makes fail; 0.25 unless given. */
  readonly share?: number;
  /** Refuses requests that come faster than API Gateway's control plane allows. */
  readonly rates?: boolean;
}

/** Faults that a client is expected to survive. */
const SURVIVABLE: readonly Fault[] = [
  { kind: 'delay', ms: 50 },
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'throttle' },
  { kind: 'throttle', retryAfterSeconds: 1 },
  { kind: 'error', status: 500, code: 'InternalFailure' },
  { kind: 'error', status: 503, code: 'ServiceUnavailable' },
  { kind: 'garbage', status: 502 },
  { kind: 'slow-body', bytes: 512, everyMs: 1 },
];

/** A client that retries three times must get through, so a seed never fails three requests in a row. */
const MOST_IN_A_ROW = 2;
const DEFAULT_SHARE = 0.25;

/** Decides the fault of each request, in the order in which they arrive. */
export class FaultPlanner {
  readonly #seen = new Map<string, number>();
  readonly #random: () => number;
  #inARow = 0;

  constructor(private readonly config: FaultConfig) {
    this.#random = randomFrom(config.seed ?? 0);
  }

  /** @param operation name of the request's operation, when it is known */
  next(operation: string | undefined): Fault | undefined {
    const overall = this.#count('*');
    const own = operation === undefined ? 0 : this.#count(operation);
    const planned = this.config.plan?.find(({ at, times = 1, operation: wanted }) => {
      const index = wanted === undefined ? overall : wanted === operation ? own : 0;
      return index >= at && index < at + times;
    });
    const drawn = this.config.seed === undefined ? undefined : this.#draw();
    return planned?.fault ?? drawn;
  }

  #count(name: string): number {
    const count = (this.#seen.get(name) ?? 0) + 1;
    this.#seen.set(name, count);
    return count;
  }

  // Draws both numbers each time, so that one request's fault does not move those of the next.
  #draw(): Fault | undefined {
    const [hit, choice] = [this.#random(), this.#random()];
    if (hit >= (this.config.share ?? DEFAULT_SHARE) || this.#inARow >= MOST_IN_A_ROW) {
      this.#inARow = 0;
      return undefined;
    }
    this.#inARow++;
    return SURVIVABLE[Math.floor(choice * SURVIVABLE.length)];
  }
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruential generator whose high bits are taken. */
function randomFrom(seed: number): () => number {
  let state = BigInt.asUintN(64, BigInt(seed) * 0x9e3779b97f4a7c15n + 1n);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 32n) / 2 ** 32;
  };
}
