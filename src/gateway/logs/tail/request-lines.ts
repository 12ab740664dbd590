import type { RequestFacts, TailLine } from './tail-line.js';

/** Requests that are remembered; those that were read first go. */
const most = 20_000;

interface KnownRequest {
  readonly facts: RequestFacts;
  /** Absent as long as only lines without it were read. */
  extendedRequestId?: string;
}

/**
 * Puts together what the lines of one request tell: the forwarder's its model and tokens, the access log's its status and tenant. Knows which
 * access lines are copies: a canary's go into the canary's group as well (DG/set-up-logging).
 *
 * Clients can choose a request id, but not an extended one; where lines have it, it decides.
 */
export class RequestLines {
  readonly #requests = new Map<string, KnownRequest>();
  /** The group in which a request's access line was found first. */
  readonly #groups = new Map<string, string>();

  /** The line, with what other lines told and will tell of its request. */
  joined(line: TailLine): TailLine {
    const known = this.#known(line);
    if (!known) return line;
    const { facts } = known;
    // The access log knows best what a client got and who it was.
    Object.assign(facts, line.access ? line.facts : { ...line.facts, ...facts });
    return { ...line, facts };
  }

  /** Whether the same line was read from another group. */
  isCopy({ access, event }: TailLine): boolean {
    const id = access?.extendedRequestId ?? access?.requestId;
    if (id === undefined) return false;
    const group = this.#groups.get(id);
    if (group === undefined) remember(this.#groups, id, event.group);
    return group !== undefined && group !== event.group;
  }

  #known({ requestId, extendedRequestId, facts }: TailLine): KnownRequest | undefined {
    if (extendedRequestId === undefined)
      return requestId === undefined ? undefined : this.#byRequestId(requestId, facts);
    const known = this.#requests.get(extendedRequestId) ?? this.#unowned(requestId) ?? { facts };
    known.extendedRequestId = extendedRequestId;
    remember(this.#requests, extendedRequestId, known);
    if (requestId !== undefined) remember(this.#requests, requestId, known);
    return known;
  }

  #byRequestId(requestId: string, facts: RequestFacts): KnownRequest {
    const known = this.#requests.get(requestId) ?? { facts };
    remember(this.#requests, requestId, known);
    return known;
  }

  #unowned(requestId: string | undefined): KnownRequest | undefined {
    const known = this.#requests.get(requestId ?? '');
    return known?.extendedRequestId === undefined ? known : undefined;
  }
}

function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  memory.set(key, value);
  if (memory.size <= 2 * most) return;
  for (const oldest of memory.keys()) {
    memory.delete(oldest);
    return;
  }
}
