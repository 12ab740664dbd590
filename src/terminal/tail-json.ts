import type { TailLine } from '../gateway/logs/tail/tail-line.js';
import { jsonText } from './json-text.js';

/** A line as one line of JSON: times in UTC, the message exactly as it is stored. */
export function tailLineJson(line: TailLine): string {
  const { event, source, requestId, extendedRequestId, access, forwarder, facts } = line;
  const { status, tenant, apiKeyId, model, canary, path, inputTokens, outputTokens } = facts;
  const json = {
    type: 'line',
    time: new Date(event.timestamp).toISOString(),
    source,
    group: event.group,
    stream: event.stream,
    requestId,
    extendedRequestId,
    status: access?.status ?? status,
    latencyMs: access?.latency ?? forwarder?.durationMs,
    tenant,
    apiKeyId,
    model,
    canary,
    path,
    inputTokens,
    outputTokens,
    message: event.message,
  };
  return `${jsonText(json)}\n`;
}
