import type { Clock } from '../clock.js';

/** ERROR lines are written at both levels, INFO lines only at INFO, DATA lines only with data trace. */
export type TraceLevel = 'ERROR' | 'INFO' | 'DATA';

export interface TraceLine {
  readonly timestamp: number;
  readonly level: TraceLevel;
  readonly text: string;
}

/** The execution log of one request as it grows. */
export class ExecutionTrace {
  readonly lines: TraceLine[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  error(text: string): void {
    this.#add('ERROR', text);
  }

  info(text: string): void {
    this.#add('INFO', text);
  }

  /** Headers and bodies: only where data trace is on, and never credentials. */
  data(text: string): void {
    this.#add('DATA', text);
  }

  #add(level: TraceLevel, text: string): void {
    this.lines.push({ timestamp: this.#clock.now(), level, text });
  }
}
