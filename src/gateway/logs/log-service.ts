import { QuotedText } from './quoted-text.js';

/** One event of a log group, as CloudWatch Logs has it. */
export interface LogEvent {
  /** Unique within the log group; Live Tail does not give one. */
  readonly id?: string;
  readonly group: string;
  readonly stream: string;
  /** Milliseconds since the epoch, as the writer stamped it. */
  readonly timestamp: number;
  /** Milliseconds since the epoch, when CloudWatch Logs took it. */
  readonly ingestionTime?: number;
  /** As stored, whatever it holds: sanitise before it is shown. */
  readonly message: string;
  /** The message as JSON quotes it, where it came so; `quotedMessage` gives it always. */
  readonly quoted?: QuotedText;
}

/** The message of an event as JSON quotes it: as it came, without making a text of it, where that is possible. */
export function quotedMessage(event: LogEvent): QuotedText {
  return event.quoted ?? QuotedText.of(event.message);
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly retentionDays?: number;
  readonly storedBytes?: number;
}

export interface FilterRequest {
  readonly group: string;
  /** Milliseconds since the epoch, inclusive. */
  readonly from: number;
  /** Milliseconds since the epoch, exclusive; absent: until now. */
  readonly to?: number;
  readonly pattern?: string;
  readonly token?: string;
  /** Events a page, at most 10,000. */
  readonly limit?: number;
  /** Ends the call early; it then rejects with whatever was thrown. */
  readonly signal?: AbortSignal;
}

/** A page may be empty and still have a token: there is more (BC FilterLogEvents). */
export interface FilterPage {
  readonly events: readonly LogEvent[];
  readonly token?: string;
  /** The clock of the service when it answered, milliseconds since the epoch: that of a laptop may be wrong. */
  readonly answeredAt?: number;
  /** How often the service asked to wait before it answered. */
  readonly throttled?: number;
}

/** What one second of a Live Tail session brought. */
export interface LiveTailUpdate {
  readonly events: readonly LogEvent[];
  /** The service left events out: more than 500 came in one second. */
  readonly sampled: boolean;
}

export interface LiveTailRequest {
  /** At most 10. */
  readonly groupArns: readonly string[];
  readonly pattern?: string;
  readonly signal: AbortSignal;
}

export interface InsightsRequest {
  readonly groups: readonly string[];
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly limit?: number;
}

export interface InsightsResult {
  readonly status: 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout' | 'Unknown';
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly statistics?: {
    readonly recordsMatched: number;
    readonly recordsScanned: number;
    readonly bytesScanned: number;
  };
}

/** What use cases need of CloudWatch Logs. Implemented by `src/aws`; every method throws `GatewayError`. */
export interface LogService {
  /** Groups whose name starts with the prefix. */
  groups(prefix: string): Promise<LogGroup[]>;
  /**
   * One page of FilterLogEvents. Throttling is waited out, at the pace the service allows, until the signal aborts.
   *
   * @throws GatewayError `not-found` where the group does not exist
   */
  filter(request: FilterRequest): Promise<FilterPage>;
  /**
   * Begins a Live Tail session: an update a second, until aborted or ended by the service (3 hours).
   *
   * @returns when the session has begun: what arrives from then on is in its updates
   * @throws GatewayError also while it is iterated, where the session breaks off
   */
  liveTail(request: LiveTailRequest): Promise<AsyncIterable<LiveTailUpdate>>;
  /** @returns the id of the query */
  startQuery(request: InsightsRequest): Promise<string>;
  queryResult(id: string): Promise<InsightsResult>;
  stopQuery(id: string): Promise<void>;
}
