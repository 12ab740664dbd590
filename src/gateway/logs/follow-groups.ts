import type { Clock } from '../clock.js';
import { isFailure } from '../errors.js';
import { anyOf } from './any-of.js';
import { CompletenessMeter } from './completeness.js';
import { GroupFollower, overlap } from './group-follower.js';
import { LiveSessions } from './live-sessions.js';
import type { LogEvent, LogService } from './log-service.js';
import { mergeBatches, type Batch } from './merge-batches.js';
import type { LogSource, Reading } from './read-pages.js';
import { readRangeBatches } from './read-range.js';
import { ServiceTime } from './service-time.js';
import { untilLeft } from './until-left.js';

export interface FollowRequest {
  readonly logs: Pick<LogService, 'filter' | 'groups' | 'liveTail'>;
  /** Groups to follow. One that does not exist yet is picked up when it appears. */
  readonly sources: readonly LogSource[];
  /** Milliseconds since the epoch: what happened before is not asked for. */
  readonly from: number;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Follows by Live Tail where that is available; polling completes what it leaves out. Otherwise by polling alone. */
  readonly liveTail?: boolean;
  /** Counts what was read; read it at any time. */
  readonly meter?: CompletenessMeter;
  /** Told what an operator should know on the way, such as that Live Tail is not available. */
  readonly announce?: (text: string) => void;
}

/** Milliseconds between two looks at what is due. */
const tick = 1_000;

/**
 * Follows log groups until aborted: every event once, none lost that CloudWatch Logs takes within two minutes of its time. In order
 * of time, except for events that become readable after later ones. Throttling and failures of the network slow it and never end it.
 *
 * @throws GatewayError for what waiting does not mend, such as missing permission
 */
export async function* followGroups(request: FollowRequest): AsyncGenerator<LogEvent> {
  for await (const batch of followBatches(request)) yield* batch;
}

/** As `followGroups`, in batches as they come: cheaper where there are many. Ends as well when nobody reads on. */
export function followBatches(request: FollowRequest): AsyncGenerator<Batch> {
  return untilLeft(request.signal, (signal) => follow({ ...request, signal }));
}

async function* follow(request: FollowRequest): AsyncGenerator<Batch> {
  const { clock, logs, signal, announce = ignore, meter = new CompletenessMeter() } = request;
  const reading: Reading = { logs, clock, signal, meter, patience: Infinity };
  const time = new ServiceTime(clock);
  const readUntil = await startOfFollowing(reading, request, time);
  for await (const batch of readRangeBatches(reading, request.sources, {
    from: request.from,
    to: readUntil,
  })) {
    yield counted(meter, batch);
  }
  const followers = request.sources.map(
    (source) => new GroupFollower(reading, source, time, readUntil, request.liveTail === true),
  );
  const live = new LiveSessions(reading, logs, announce);
  for await (const batch of mergeBatches(followers.map((follower) => follower.read()))) {
    yield counted(meter, batch);
  }
  const sessions = request.liveTail && !signal.aborted ? await live.begin(followers) : [];
  for await (const batch of anyOf([poll(reading, followers, live), ...sessions], signal)) {
    if (batch.length > 0) yield counted(meter, batch);
  }
}

/**
 * Where following takes over from reading the past: the overlap before now, by the service's clock. What happened earlier will not be
 * added to any more and needs no memory.
 */
async function startOfFollowing(
  reading: Reading,
  request: FollowRequest,
  time: ServiceTime,
): Promise<number> {
  const now = reading.clock.now();
  const [source] = request.sources;
  if (source && !reading.signal?.aborted) {
    const look = { group: source.group, from: now, limit: 1, signal: reading.signal };
    const page = await reading.logs.filter(look).catch((error: unknown) => {
      if (isFailure(error, 'access')) throw error;
      return undefined;
    });
    time.note(page?.answeredAt);
  }
  return Math.max(request.from, time.of(reading.clock.now()) - overlap);
}

async function* poll(
  reading: Reading,
  followers: readonly GroupFollower[],
  live: LiveSessions,
): AsyncGenerator<Batch> {
  while (!reading.signal?.aborted) {
    await reading.clock.sleep(tick, reading.signal);
    const due = followers.filter((follower) => follower.isDue(live.covers(follower)));
    yield* mergeBatches(due.map((follower) => follower.read()));
  }
}

function counted(meter: CompletenessMeter, batch: Batch): Batch {
  for (const { timestamp } of batch) meter.gaveOut(timestamp);
  return batch;
}

function ignore(): void {
  // Nobody listens.
}
