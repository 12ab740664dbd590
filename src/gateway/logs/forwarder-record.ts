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
export function parseForwarderRecord(line: string): ForwarderRecord | undefined {
  const members = membersOf(line);
  const lambdaRequestId = members?.['lambdaRequestId'];
  if (members === undefined || typeof lambdaRequestId !== 'string') return undefined;
  const pick = (names: readonly string[], type: 'string' | 'number') =>
    names.flatMap((name) => (typeof members[name] === type ? [[name, members[name]]] : []));
  return { ...Object.fromEntries([...pick(texts, 'string'), ...pick(numbers, 'number')]), lambdaRequestId };
}

function membersOf(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
