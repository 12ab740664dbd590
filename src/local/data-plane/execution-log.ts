import { logStreamName, type Exchange } from './exchange.js';
import type { TraceLine } from './execution-trace.js';
import type { EffectiveSettings } from './method-settings.js';

/** API Gateway cuts events of the execution log here (DG/api-gateway-known-issues). */
const EVENT_LIMIT = 1_024;

/** Writes the execution log of a request at the level the method's settings ask for (DG/set-up-logging). */
export function writeExecutionLog(exchange: Exchange, settings: EffectiveSettings['settings']): void {
  const level = settings.loggingLevel ?? 'OFF';
  if (level !== 'ERROR' && level !== 'INFO') return;
  const lines = exchange.trace.lines.filter((line) =>
    isWanted(line, level, settings.dataTraceEnabled ?? false),
  );
  if (lines.length === 0) return;
  const group = `API-Gateway-Execution-Logs_${exchange.apiId}/${exchange.stageName}`;
  exchange.region.logSink.write(
    exchange.isCanary ? `${group}/Canary` : group,
    logStreamName(exchange),
    lines.map(({ timestamp, text }) => ({ timestamp, message: cut(`(${exchange.requestId}) ${text}`) })),
  );
}

function isWanted({ level }: TraceLine, wanted: 'ERROR' | 'INFO', dataTrace: boolean): boolean {
  if (level === 'ERROR') return true;
  return wanted === 'INFO' && (level === 'INFO' || dataTrace);
}

function cut(message: string): string {
  const bytes = Buffer.from(message);
  return bytes.length <= EVENT_LIMIT
    ? message
    : `${bytes.subarray(0, EVENT_LIMIT - 14).toString('utf8')} [TRUNCATED]`;
}
