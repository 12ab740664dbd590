import type { GroupFollower } from './group-follower.js';
import type { LiveTailUpdate, LogService } from './log-service.js';
import type { Batch } from './merge-batches.js';
import { mayPass, pauseAfter, type Reading } from './read-pages.js';

/** Groups of one Live Tail session (BC StartLiveTail). */
const mostGroups = 10;

/** Groups that a session follows together: they have one filter pattern. */
interface Session {
  readonly followers: readonly GroupFollower[];
  readonly arns: readonly string[];
  readonly pattern: string | undefined;
}

/** Follows groups by Live Tail, beside the polling that completes it. Groups that do not exist are left to polling. */
export class LiveSessions {
  readonly #covered = new Set<GroupFollower>();

  constructor(
    private readonly reading: Reading,
    private readonly logs: Pick<LogService, 'groups' | 'liveTail'>,
    private readonly announce: (text: string) => void,
  ) {}

  /** Whether a session brings the events of that group now. */
  covers(follower: GroupFollower): boolean {
    return this.#covered.has(follower);
  }

  /** One source of batches for each session that is needed. */
  async begin(followers: readonly GroupFollower[]): Promise<AsyncGenerator<Batch>[]> {
    const sessions = await this.#sessions(followers);
    return sessions.map((session) => this.#follow(session));
  }

  async #sessions(followers: readonly GroupFollower[]): Promise<Session[]> {
    const arns = new Map<string, string>();
    for (const { source } of followers) {
      if (arns.has(source.group)) continue;
      for (const { name, arn } of await this.logs.groups(source.group)) arns.set(name, arn);
    }
    const patterns = new Set(followers.map(({ source }) => source.pattern));
    return [...patterns].flatMap((pattern) => {
      const there = followers.filter(({ source }) => source.pattern === pattern && arns.has(source.group));
      return chunks(there, mostGroups).map((together) => ({
        followers: together,
        arns: together.map(({ source }) => arns.get(source.group) ?? ''),
        pattern,
      }));
    });
  }

  /** Updates of one session, begun again whenever it ends, until Live Tail turns out not to be available. */
  async *#follow(session: Session): AsyncGenerator<Batch> {
    const { clock, signal, meter } = this.reading;
    for (let failures = 0; !signal?.aborted; failures++) {
      try {
        for await (const update of await this.#start(session)) {
          failures = 0;
          yield this.#fresh(session, update);
        }
      } catch (error) {
        if (signal?.aborted) return;
        if (!mayPass(error))
          return this.announce(`Live Tail is not available, so logs are polled: ${reasonOf(error)}`);
      }
      this.#ended(session);
      if (signal?.aborted) return;
      meter.reconnects++;
      await clock.sleep(pauseAfter(failures), signal);
    }
  }

  async #start({ arns, pattern, followers }: Session): Promise<AsyncIterable<LiveTailUpdate>> {
    const signal = this.reading.signal ?? new AbortController().signal;
    const updates = await this.logs.liveTail({ groupArns: arns, pattern, signal });
    // What came between the last read and the start of the session, only polling can bring.
    for (const follower of followers) {
      this.#covered.add(follower);
      follower.requestRead();
    }
    return updates;
  }

  #ended({ followers }: Session): void {
    for (const follower of followers) {
      this.#covered.delete(follower);
      follower.requestRead();
    }
  }

  #fresh({ followers }: Session, { events, sampled }: LiveTailUpdate): Batch {
    const { meter } = this.reading;
    if (sampled) {
      meter.sampled++;
      for (const follower of followers) follower.requestRead();
    }
    const fresh = events.filter((event) => {
      const follower = followers.find(({ source }) => source.group === event.group);
      return follower?.memory.live(event);
    });
    meter.duplicates += events.length - fresh.length;
    return fresh.sort((a, b) => a.timestamp - b.timestamp);
  }
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, at) => all.slice(at * size, (at + 1) * size));
}

function reasonOf(error: unknown): string {
  const { reason, message } = error as { reason?: string; message?: string };
  return reason ?? message ?? String(error);
}
