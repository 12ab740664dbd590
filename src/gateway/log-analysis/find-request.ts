import type { Clock } from '../clock.js';
import { isFailure } from '../errors.js';
import { CompletenessMeter } from '../logs/completeness.js';
import { parseAccessRecord, type AccessRecord } from '../logs/access-record.js';
import { parseForwarderRecord, type ForwarderRecord } from '../logs/forwarder-record.js';
import { quotedMessage, type LogEvent, type LogService } from '../logs/log-service.js';
import type { QuotedText } from '../logs/quoted-text.js';
import { readPages, type Reading } from '../logs/read-pages.js';
import type { Span } from '../logs/read-range.js';
import type { GatewayLogGroups } from './log-groups.js';

/** A line that belongs to a request. */
export interface RequestLine {
  readonly source: 'access' | 'forwarder' | 'authorizer' | 'execution';
  readonly time: Date;
  /** As stored. */
  readonly message: string;
}

/** A request as it was found: its two records, and how many others carry the same id. */
export interface FoundRequest {
  readonly access?: AccessRecord;
  readonly forwarder?: ForwarderRecord;
  /** When its last record was written, milliseconds since the epoch. */
  readonly loggedAt: number;
  readonly lines: readonly RequestLine[];
  /** Other requests with this id: clients may choose the request id. */
  readonly others: number;
}

export interface SearchTools {
  readonly logs: Pick<LogService, 'filter'>;
  readonly clock: Clock;
}

/** Most questions are about what just happened: the last quarter of an hour is searched first, then ever further back. */
const reaches = [15 * 60_000, 3 * 3_600_000];

/**
 * Looks for a request by any of its ids: API Gateway's request id or extended request id, Lambda's, Bedrock's, or the X-Ray trace id.
 * Newest first; undefined where no access line and no line of the forwarder has it.
 */
export async function findRequest(
  tools: SearchTools,
  groups: GatewayLogGroups,
  id: string,
  since: number,
): Promise<FoundRequest | undefined> {
  const now = tools.clock.now();
  let to = now + 60_000;
  for (const reach of [...reaches.filter((length) => now - length > since), now - since]) {
    const from = now - reach;
    const found = await searched(tools, groups, id, { from, to });
    if (found) return found;
    to = from;
  }
  return undefined;
}

async function searched(
  tools: SearchTools,
  groups: GatewayLogGroups,
  id: string,
  span: Span,
): Promise<FoundRequest | undefined> {
  const [access, forwarder] = await Promise.all([
    accessLines(tools, groups, id, span),
    forwarderLines(tools, groups, id, span),
  ]);
  const newest = [...access, ...forwarder].sort((a, b) => b.at - a.at)[0];
  if (newest === undefined) return undefined;
  const requests = new Set([...access, ...forwarder].map(({ record }) => keyOf(record)));
  return completed(tools, groups, newest, requests.size - 1);
}

interface Located<R> {
  readonly at: number;
  readonly record: R;
  readonly line: RequestLine;
}

/** The other record of the request that was found: by the id that no client can choose, around the time of the first. */
async function completed(
  tools: SearchTools,
  groups: GatewayLogGroups,
  newest: Located<AccessRecord | ForwarderRecord>,
  others: number,
): Promise<FoundRequest> {
  const key = keyOf(newest.record);
  const around = { from: newest.at - longestRequest, to: newest.at + longestRequest };
  const [access, forwarder] = await Promise.all([
    accessLines(tools, groups, key, around),
    forwarderLines(tools, groups, key, around),
  ]);
  const same = ({ record }: Located<AccessRecord | ForwarderRecord>) => keyOf(record) === key;
  const [first, second] = [access.find(same), forwarder.find(same)];
  return {
    access: first?.record,
    forwarder: second?.record,
    loggedAt: Math.max(first?.at ?? 0, second?.at ?? 0, newest.at),
    lines: [first, second].flatMap((found) => (found ? [found.line] : [])),
    others,
  };
}

/** A stream lasts at most 15 minutes (DG/response-transfer-mode). */
const longestRequest = 16 * 60_000;

function keyOf({ extendedRequestId, requestId }: AccessRecord | ForwarderRecord): string {
  return extendedRequestId ?? requestId ?? '';
}

async function accessLines(
  tools: SearchTools,
  groups: GatewayLogGroups,
  id: string,
  span: Span,
): Promise<Located<AccessRecord>[]> {
  const events = await linesWith(tools, groups.access, id, span);
  return located(events, 'access', parseAccessRecord).filter(({ record }) => {
    const { integrationRequestId, xrayTraceId } = record.fields;
    return [record.requestId, record.extendedRequestId, integrationRequestId, xrayTraceId].includes(id);
  });
}

async function forwarderLines(
  tools: SearchTools,
  groups: GatewayLogGroups,
  id: string,
  span: Span,
): Promise<Located<ForwarderRecord>[]> {
  const events = await linesWith(tools, groups.forwarder, id, span);
  return located(events, 'forwarder', parseForwarderRecord).filter(({ record }) =>
    [record.requestId, record.extendedRequestId, record.lambdaRequestId, record.upstreamRequestId].includes(
      id,
    ),
  );
}

function located<R>(
  events: readonly LogEvent[],
  source: RequestLine['source'],
  parse: (line: QuotedText) => R | undefined,
): Located<R>[] {
  return events.flatMap((event) => {
    const record = parse(quotedMessage(event));
    return record === undefined ? [] : [{ at: event.timestamp, record, line: requestLine(source, event) }];
  });
}

/** An event as a line of a request. */
export function requestLine(source: RequestLine['source'], { timestamp, message }: LogEvent): RequestLine {
  return { source, time: new Date(timestamp), message };
}

/** How often in a row a read that broke off is taken up again. */
const patience = 3;

/** Lines of a group that have the text in them, to the last page. A group that does not exist has none. */
export async function linesWith(
  { logs, clock }: SearchTools,
  group: string,
  text: string,
  span: Span,
): Promise<LogEvent[]> {
  const reading: Reading = { logs, clock, meter: new CompletenessMeter(), patience };
  const events: LogEvent[] = [];
  try {
    for await (const page of readPages(reading, { group, pattern: `"${text}"` }, span))
      events.push(...page.events);
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
  }
  return events;
}
