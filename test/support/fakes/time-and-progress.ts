import type { Clock } from '../../../src/gateway/clock.js';
import type { Part, Progress } from '../../../src/gateway/progress.js';

/** Time that passes only while somebody sleeps. */
export interface FakeClock extends Clock {
  readonly pauses: number[];
}

export function fakeClock(): FakeClock {
  const pauses: number[] = [];
  return {
    pauses,
    now: () => pauses.reduce((sum, pause) => sum + pause, 0),
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  };
}

/** Progress that remembers what it was told. */
export interface RecordedProgress extends Progress {
  readonly titles: string[];
  readonly reports: string[];
  readonly parts: Part[];
  readonly warnings: string[];
  /** What Ctrl-C would say now. */
  readonly interruption: () => string | undefined;
}

export function recordedProgress(): RecordedProgress {
  const record = {
    titles: [] as string[],
    reports: [] as string[],
    parts: [] as Part[],
    warnings: [] as string[],
  };
  let interruption: string | undefined;
  return {
    ...record,
    interruption: () => interruption,
    step: (title, work) => {
      record.titles.push(title);
      return work({
        report: (text) => record.reports.push(text),
        part: (part) => record.parts.push(part),
        conclude: (text) => record.titles.push(text),
      });
    },
    warn: (text) => record.warnings.push(text),
    onInterrupt: (explanation) => {
      interruption = explanation;
    },
  };
}
