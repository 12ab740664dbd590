import type { Clock } from '../clock.js';
import type { LogService } from '../logs/log-service.js';
import type { CanaryControl } from './canary-control.js';
import type { WatchLimits } from './limits.js';
import type { WatchEvent } from './watch-event.js';

export interface WatchRequest {
  readonly limits: WatchLimits;
  /** The canary's shares, one after the other, of which 100 promotes; absent: it is only shown and judged. */
  readonly steps?: readonly number[];
  /** Milliseconds that each step lasts at least. */
  readonly every: number;
  /** Milliseconds after which it ends, whatever was found. */
  readonly longest?: number;
  /** The access log of the stage. */
  readonly logGroup: string;
}

export interface WatchTools {
  readonly control: CanaryControl;
  readonly logs: Pick<LogService, 'filter'>;
  readonly clock: Clock;
  /** Told what happens, as it happens. */
  readonly report: (event: WatchEvent) => void;
  /** What Ctrl-C should say from now on. */
  readonly onInterrupt: (explanation: string) => void;
}
