import { parseAccessRecord, type AccessRecord } from '../logs/access-record.js';
import { parseForwarderRecord, type ForwarderRecord } from '../logs/forwarder-record.js';
import { quotedMessage, type LogEvent } from '../logs/log-service.js';

/** One request as figures are made of it. */
export interface RequestFigures {
  /** When it ended, milliseconds since the epoch. */
  readonly time: number;
  readonly status?: number;
  /** The tenant, else the id of the API key, which `NamedRequests` gives a name. */
  readonly tenant?: string;
  readonly model?: string;
  /** Undefined while the stage has no canary. */
  readonly canary?: boolean;
  readonly latency?: number;
  readonly firstContent?: number;
  /** What the model used; counting tokens uses none. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

interface Half {
  readonly time: number;
  readonly access?: AccessRecord;
  readonly forwarder?: ForwarderRecord;
}

/** Both lines of a request are written at its end; one that came alone for so long stays alone. Milliseconds. */
const patience = 30_000;

/**
 * Joins access lines and lines of the forwarder, as they come in order of time, to requests. A request that never reached the forwarder is
 * complete with its access line; other lines wait for their other half, and no longer than `patience` of log time, so that memory stays
 * bounded.
 */
export class RequestJoiner {
  readonly #waiting = new Map<string, Half>();

  /** @returns requests that are complete now */
  add(event: LogEvent): RequestFigures[] {
    const { timestamp } = event;
    const line = quotedMessage(event);
    const access = parseAccessRecord(line);
    const forwarder = access ? undefined : parseForwarderRecord(line);
    if (access?.reachedFunction === false)
      return [...this.#overdue(timestamp), figuresOf({ time: timestamp, access })];
    const record = forwarder ?? access;
    if (!record) return [];
    return [...this.#overdue(timestamp), ...this.#join(record, { time: timestamp, access, forwarder })];
  }

  /** @returns what is left without its other half; up to a time, only what waited too long by then */
  flush(now = Infinity): RequestFigures[] {
    return this.#overdue(now);
  }

  #join({ extendedRequestId, requestId }: AccessRecord | ForwarderRecord, half: Half): RequestFigures[] {
    const key = extendedRequestId ?? requestId ?? '';
    const other = this.#waiting.get(key);
    const fits = other && (other.access === undefined) !== (half.access === undefined);
    if (!fits) {
      this.#waiting.set(key, half);
      return other ? [figuresOf(other)] : [];
    }
    this.#waiting.delete(key);
    return [figuresOf({ ...other, ...definedIn(half), time: Math.max(other.time, half.time) })];
  }

  #overdue(now: number): RequestFigures[] {
    const alone: RequestFigures[] = [];
    // In the order they came: the first that still may wait ends the search.
    for (const [key, half] of this.#waiting) {
      if (half.time + patience > now) break;
      this.#waiting.delete(key);
      alone.push(figuresOf(half));
    }
    return alone;
  }
}

function definedIn({ access, forwarder }: Half): Partial<Half> {
  return access ? { access } : { forwarder };
}

function figuresOf({ time, access, forwarder }: Half): RequestFigures {
  const used = forwarder?.operation === 'CountTokens' ? undefined : forwarder;
  return {
    time,
    status: access?.status ?? forwarder?.status,
    tenant: access?.tenant ?? access?.apiKeyId ?? forwarder?.tenant,
    model: forwarder?.modelId,
    canary: access?.canary,
    latency: access?.latency ?? forwarder?.durationMs,
    firstContent: access?.timeToFirstContent ?? forwarder?.timeToFirstByteMs,
    inputTokens: used?.inputTokens ?? 0,
    outputTokens: used?.outputTokens ?? 0,
  };
}
