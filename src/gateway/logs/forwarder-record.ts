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

/** Reads a line of the forwarder's log group; undefined for the lines that Lambda itself writes there. */
export function parseForwarderRecord(line: QuotedText): ForwarderRecord | undefined {
  const members = jsonMembers(line);
  const lambdaRequestId = textIn(members?.['lambdaRequestId']);
  if (members === undefined || lambdaRequestId === undefined) return undefined;
  // Spelled out: an object that is put together by names takes three times as long, and there is one for each request.
  return {
    requestId: textIn(members['requestId']),
    extendedRequestId: textIn(members['extendedRequestId']),
    lambdaRequestId,
    functionVersion: textIn(members['functionVersion']),
    deploymentId: textIn(members['deploymentId']),
    tenant: textIn(members['tenant']),
    route: textIn(members['route']),
    service: textIn(members['service']),
    operation: textIn(members['operation']),
    modelId: textIn(members['modelId']),
    status: numberIn(members['status']),
    errorType: textIn(members['errorType']),
    upstreamRequestId: textIn(members['upstreamRequestId']),
    bytesIn: numberIn(members['bytesIn']),
    bytesOut: numberIn(members['bytesOut']),
    timeToFirstByteMs: numberIn(members['timeToFirstByteMs']),
    durationMs: numberIn(members['durationMs']),
    inputTokens: numberIn(members['inputTokens']),
    outputTokens: numberIn(members['outputTokens']),
    guardrailAction: textIn(members['guardrailAction']),
  };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
