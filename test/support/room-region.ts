import type { Clock } from '../../src/local/clock.js';
import { systemClock } from '../../src/local/clock.js';
import type { LogLine, LogSink } from '../../src/local/control-plane/logs/log-sink.js';
import type { LocalRegion } from '../../src/local/region.js';
import { State } from '../../src/local/state.js';

/** A log sink that keeps what it is given. */
export class RememberingLogSink implements LogSink {
  readonly lines: (LogLine & { group: string; stream: string })[] = [];

  write(group: string, stream: string, lines: readonly LogLine[]): void {
    for (const line of lines) this.lines.push({ ...line, group, stream });
  }

  hasGroup(): boolean {
    return true;
  }

  /** All messages so far, in order. */
  get text(): string {
    return this.lines.map((line) => line.message).join('');
  }
}

/** A region with one room in it, for tests of that room alone. */
export function makeRoomRegion(
  overrides: Partial<LocalRegion> = {},
): LocalRegion & { readonly logSink: RememberingLogSink } {
  const logSink = new RememberingLogSink();
  const base = {
    name: 'us-east-1',
    partition: 'aws',
    accountId: '123456789012',
    clock: systemClock,
    state: new State(),
    credentials: {
      find: () => undefined,
      issue: (principalArn: string) => ({
        accessKeyId: 'ASIATEST',
        secretAccessKey: 'secret',
        sessionToken: 'token',
        principalArn,
      }),
    },
    endpoint: () => 'http://127.0.0.1:4577',
    call: () => Promise.reject(new Error('No other service in this region.')),
    logSink,
  };
  // The rooms under test reach neither functions nor deployed APIs of the region.
  return { ...base, ...overrides } as unknown as LocalRegion & { readonly logSink: RememberingLogSink };
}

/** A clock that stands still until it is moved; sleepers wake in order. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: { at: number; wake: () => void }[] = [];

  constructor(start = Date.parse('2026-11-20T12:00:00Z')) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#sleepers.filter((sleeper) => sleeper.at <= this.#now).sort((a, b) => a.at - b.at);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.at > this.#now);
    for (const sleeper of due) sleeper.wake();
  }
}
