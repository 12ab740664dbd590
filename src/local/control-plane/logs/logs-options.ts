/** How CloudWatch Logs is to behave where AWS's behaviour varies: what readers of logs have to cope with. */
export interface LogsOptions {
  /** What of all logs together is kept. */
  readonly mostEvents?: number;
  readonly mostBytes?: number;
  /** Calls of FilterLogEvents that pass in a second; more are throttled. AWS: 5 to 25 by region. Absent: no limit. */
  readonly filterCallsPerSecond?: number;
  /** Milliseconds that a page of FilterLogEvents takes. */
  readonly pageMs?: number;
  /** Events and bytes of a page; AWS: 10,000 and 1 MB. */
  readonly pageEvents?: number;
  readonly pageBytes?: number;
  /** Every so many pages of FilterLogEvents are empty and have a token, as AWS's are at times. Absent: none. */
  readonly emptyPageEvery?: number;
  /** Events become readable up to so many milliseconds after they were taken, in an order of their own. */
  readonly readableAfterMs?: number;
  /** Milliseconds that a query of Logs Insights takes. */
  readonly insightsMs?: number;
  /** Events that Live Tail delivers in a second before it samples; AWS: 500. */
  readonly liveTailEventsPerSecond?: number;
  /** Milliseconds until a session of Live Tail times out; AWS: 3 hours. */
  readonly liveTailSessionMs?: number;
}

/** Options with what holds where none is given. */
export type LogsSettings = LogsOptions & Required<Pick<LogsOptions, keyof typeof AWS_LOGS_OPTIONS>>;

/** What holds where no option is given: as on AWS, except that AWS keeps everything. */
export const AWS_LOGS_OPTIONS = {
  mostEvents: 200_000,
  mostBytes: 64 * 2 ** 20,
  pageEvents: 10_000,
  pageBytes: 1_048_576,
  readableAfterMs: 0,
  insightsMs: 0,
  liveTailEventsPerSecond: 500,
  liveTailSessionMs: 3 * 60 * 60_000,
} as const satisfies LogsOptions;
