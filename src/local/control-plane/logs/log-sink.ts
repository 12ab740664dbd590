/** One line on its way into CloudWatch Logs. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** Where AWS services write their logs; makes the group (unless told not to) and the stream when absent. */
export interface LogSink {
  write(group: string, stream: string, lines: readonly LogLine[]): void;
  /** Whether the group exists: access logs into a group that is gone are dropped, as on AWS. */
  hasGroup(group: string): boolean;
}
