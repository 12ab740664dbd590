import type { Clock } from '../clock.js';
import { CompletenessMeter } from '../logs/completeness.js';
import { followBatches } from '../logs/follow-groups.js';
import type { KeyOwners } from '../logs/key-owners.js';
import type { LogService } from '../logs/log-service.js';
import { readRangeBatches } from '../logs/read-range.js';
import { ServiceTime } from '../logs/service-time.js';
import { figureSources } from './collect-statistics.js';
import type { GatewayLogGroups } from './log-groups.js';
import { NamedRequests } from './named-requests.js';
import { RecentRequests, type TopFigures } from './recent-requests.js';

/** The requests of a gateway as they come, by the clock of the logs: that of a laptop may be wrong. */
export interface RequestFeed {
  /** The figures of the window that ends now. */
  figures(): TopFigures;
  /** What the operator should know of the reading; empty when there is nothing. */
  notice(): string;
  /** Rejects where reading fails for good, such as for a missing permission; resolves when aborted. */
  readonly ended: Promise<void>;
}

export interface FeedOptions {
  readonly logs: Pick<LogService, 'filter' | 'groups' | 'liveTail'>;
  readonly clock: Clock;
  readonly groups: GatewayLogGroups;
  readonly windowMs: number;
  readonly owners: KeyOwners;
}

const patience = 5;

/** Follows the access log and that of the forwarder until aborted, beginning one window ago. */
export function followRequests(
  { logs, clock, groups, windowMs, owners }: FeedOptions,
  signal: AbortSignal,
): RequestFeed {
  const time = new ServiceTime(clock);
  const recent = new RecentRequests(windowMs);
  const requests = new NamedRequests(owners);
  const meter = new CompletenessMeter();
  let started = false;
  const filter: LogService['filter'] = async (request) => {
    const page = await logs.filter(request);
    time.note(page.answeredAt);
    started = true;
    return page;
  };
  const take = async () => {
    const from = clock.now() - windowMs;
    const watched = { filter, groups: logs.groups.bind(logs), liveTail: logs.liveTail.bind(logs) };
    const following = { logs: watched, sources: figureSources(groups), from, clock, signal, meter };
    for await (const batch of followBatches(following)) {
      for (const request of await requests.read(batch)) recent.add(request);
    }
  };
  return {
    figures: () => {
      const now = time.of(clock.now());
      for (const request of requests.flush(now)) recent.add(request);
      return recent.figures(now);
    },
    notice: () => noticeOf(meter, started),
    ended: take(),
  };
}

function noticeOf(meter: CompletenessMeter, started: boolean): string {
  if (!started) return 'reading…';
  if (meter.gaps.length > 0) return `${String(meter.gaps.length)} gaps: logs could not be read`;
  return meter.reconnects > 0 ? `${String(meter.reconnects)} reconnects` : '';
}

/** The figures of one window that ends now. */
export async function recentFigures({
  logs,
  clock,
  groups,
  windowMs,
  owners,
}: FeedOptions): Promise<TopFigures> {
  const to = clock.now();
  const recent = new RecentRequests(windowMs);
  const requests = new NamedRequests(owners);
  const reading = { logs, clock, meter: new CompletenessMeter(), patience };
  for await (const batch of readRangeBatches(reading, figureSources(groups), { from: to - windowMs, to })) {
    for (const request of await requests.read(batch)) recent.add(request);
  }
  for (const request of await requests.end()) recent.add(request);
  return recent.figures(to);
}
