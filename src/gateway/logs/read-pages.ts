import type { Clock } from '../clock.js';
import { isFailure } from '../errors.js';
import type { CompletenessMeter } from './completeness.js';
import type { FilterPage, LogEvent, LogService } from './log-service.js';

/** What every reader of logs needs. */
export interface Reading {
  readonly logs: Pick<LogService, 'filter'>;
  readonly clock: Clock;
  readonly meter: CompletenessMeter;
  readonly signal?: AbortSignal;
  /** How often in a row a read that broke off is taken up again before it fails. */
  readonly patience: number;
}

/** A log group to read, and the filter pattern that the service applies. */
export interface LogSource {
  readonly group: string;
  readonly pattern?: string;
}

/** Milliseconds. */
const firstPause = 500;
const longestPause = 15_000;

/**
 * Reads one group from `from` on, before `to`, page by page to the end: empty pages with a token are followed, and what breaks off is
 * taken up again after a pause, at the same page. Ends early, without failing, where the signal aborts.
 *
 * @returns each page in order of time, empty ones too
 * @throws GatewayError `not-found` where the group does not exist, and what waiting does not mend
 */
export async function* readPages(
  reading: Reading,
  source: LogSource,
  span: { readonly from: number; readonly to?: number },
): AsyncGenerator<FilterPage> {
  let token: string | undefined;
  do {
    const page = await readPage(reading, { ...source, ...span, token, signal: reading.signal });
    if (!page) return;
    reading.meter.throttled += page.throttled ?? 0;
    yield { ...page, events: inOrder(page.events) };
    token = page.token;
  } while (token !== undefined && !reading.signal?.aborted);
}

async function readPage(
  { logs, clock, meter, signal, patience }: Reading,
  request: Parameters<LogService['filter']>[0],
): Promise<FilterPage | undefined> {
  for (let failures = 0; ; failures++) {
    if (signal?.aborted) return undefined;
    try {
      return await logs.filter(request);
    } catch (error) {
      if (signal?.aborted) return undefined;
      if (failures >= patience || !mayPass(error)) throw error;
      meter.reconnects++;
      await clock.sleep(pauseAfter(failures), signal);
    }
  }
}

/** Whether waiting may mend a failure. */
export function mayPass(error: unknown): boolean {
  return isFailure(error, 'service') || isFailure(error, 'limit');
}

/** Milliseconds to wait after so many failures before. */
export function pauseAfter(failures: number): number {
  return Math.min(longestPause, firstPause * 2 ** failures);
}

/** Pages come sorted; sorting again costs little and does not rely on it. */
function inOrder(events: readonly LogEvent[]): readonly LogEvent[] {
  const sorted = events.every((event, index) => event.timestamp >= (events[index - 1]?.timestamp ?? 0));
  return sorted ? events : [...events].sort((a, b) => a.timestamp - b.timestamp);
}
