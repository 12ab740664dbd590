import { jsonMembers } from './json-members.js';
import type { QuotedText } from './quoted-text.js';

/** One request as the forwarder logged it (docs/forwarder.md). What it did not know is absent. */
export interface ForwarderRecord {
  readonly requestId?: string;
  readonly extendedRequestId?: string;
  readonly lambdaRequestId: string;
  readonly functionVersion?: string;
  readonly deploymentId?: string;
  readonly tenant?: string;
  readonly route?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly modelId?: string;
  readonly status?: number;
  readonly errorType?: string;
  /** Bedrock's. Its absence says that the forwarder answered by itself. */
  readonly upstreamRequestId?: string;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  readonly timeToFirstByteMs?: number;
  readonly durationMs?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly guardrailAction?: string;
}

const texts = [
  'requestId',
  'extendedRequestId',
  'functionVersion',
  'deploymentId',
  'tenant',
  'route',
  'service',
  'operation',
  'modelId',
  'errorType',
  'upstreamRequestId',
  'guardrailAction',
] as const;
const numbers = [
  'status',
  'bytesIn',
  'bytesOut',
  'timeToFirstByteMs',
  'durationMs',
  'inputTokens',
  'outputTokens',
] as const;

/** Reads a line of the forwarder's log group; undefined for the lines that Lambda itself writes there. */
export function parseForwarderRecord(line: QuotedText): ForwarderRecord | undefined {
  const members = jsonMembers(line);
  const lambdaRequestId = members?.['lambdaRequestId'];
  if (members === undefined || typeof lambdaRequestId !== 'string') return undefined;
  const record: Record<string, unknown> = { lambdaRequestId };
  for (const name of texts) if (typeof members[name] === 'string') record[name] = members[name];
  for (const name of numbers) if (typeof members[name] === 'number') record[name] = members[name];
  return record as unknown as ForwarderRecord;
}
