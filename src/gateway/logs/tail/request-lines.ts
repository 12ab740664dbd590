import type { RequestFacts, TailLine } from './tail-line.js';

interface KnownRequest {
  readonly facts: RequestFacts;
  /** Absent as long as only lines without it were read. */
  extendedRequestId?: string;
  /** The group in which its access line was found first. */
  accessGroup?: string;
}

/**
 * Puts together what the lines of one request tell: the forwarder's its model and tokens, the access log's its status and tenant. Knows which
 * access lines are copies: a canary's go into the canary's group as well (DG/set-up-logging).
 *
 * Clients can choose a request id, but not an extended one; where lines have it, it decides.
 */
export class RequestLines {
  readonly #requests = new RecentMap<KnownRequest>();

  /** The line, with what other lines told and will tell of its request; undefined where the same line was read from another group. */
  joined(line: TailLine): TailLine | undefined {
    const known = this.#known(line);
    if (!known) return line;
    const { access, event, facts } = line;
    if (access) {
      known.accessGroup ??= event.group;
      if (known.accessGroup !== event.group) return undefined;
    }
    if (known.facts === facts) return line;
    // The access log knows best what a client got and who it was.
    learn(known.facts, facts, access !== undefined);
    return { ...line, facts: known.facts };
  }

  #known({ requestId, extendedRequestId, facts }: TailLine): KnownRequest | undefined {
    if (extendedRequestId === undefined)
      return requestId === undefined ? undefined : this.#byRequestId(requestId, facts);
    const known = this.#requests.get(extendedRequestId) ?? this.#unowned(requestId) ?? { facts };
    known.extendedRequestId = extendedRequestId;
    this.#requests.set(extendedRequestId, known);
    if (requestId !== undefined) this.#requests.set(requestId, known);
    return known;
  }

  #byRequestId(requestId: string, facts: RequestFacts): KnownRequest {
    const known = this.#requests.get(requestId) ?? { facts };
    this.#requests.set(requestId, known);
    return known;
  }

  #unowned(requestId: string | undefined): KnownRequest | undefined {
    const known = this.#requests.get(requestId ?? '');
    return known?.extendedRequestId === undefined ? known : undefined;
  }
}

/** @param better whether what is told counts more than what was known */
function learn(known: RequestFacts, told: RequestFacts, better: boolean): void {
  const take = <Fact extends keyof RequestFacts>(fact: Fact) => {
    if (told[fact] !== undefined && (better || known[fact] === undefined)) known[fact] = told[fact];
  };
  (Object.keys(told) as (keyof RequestFacts)[]).forEach(take);
}

/** Entries of one generation. */
const generation = 20_000;

/**
 * Remembers what was set last: two generations, of which the older one goes as a whole. Deleting the oldest entry of one map again and
 * again would make each deletion search for it.
 */
class RecentMap<T> {
  #recent = new Map<string, T>();
  #older = new Map<string, T>();

  get(key: string): T | undefined {
    return this.#recent.get(key) ?? this.#older.get(key);
  }

  set(key: string, value: T): void {
    this.#recent.set(key, value);
    if (this.#recent.size < generation) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }
}
