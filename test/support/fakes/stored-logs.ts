import { GatewayError } from '../../../src/gateway/errors.js';
import type { FilterRequest, LogEvent, LogService } from '../../../src/gateway/logs/log-service.js';

/** Log groups in memory, read by FilterLogEvents as AWS has it: page by page, with empty pages that have a token. */
export interface StoredLogs extends Pick<LogService, 'filter'> {
  readonly asked: readonly FilterRequest[];
  add(group: string, timestamp: number, message: string): void;
}

/** @param pageSize events looked at for a page; whether they match or not */
export function storedLogs(groups: readonly string[], pageSize = 2): StoredLogs {
  const stored = new Map<string, LogEvent[]>(groups.map((group) => [group, []]));
  const asked: FilterRequest[] = [];
  return {
    asked,
    add(group, timestamp, message) {
      const events = stored.get(group) ?? [];
      stored.set(group, events);
      events.push({ id: `${group}-${events.length}`, group, stream: 's', timestamp, message });
    },
    async filter(request) {
      asked.push(request);
      const events = stored.get(request.group);
      if (!events) throw new GatewayError('not-found', `There is no log group ${request.group}.`);
      const start = Number(request.token ?? 0);
      const wanted = request.pattern?.replace(/^"|"$/g, '') ?? '';
      const page = events
        .slice(start, start + pageSize)
        .filter(({ timestamp }) => timestamp >= request.from && timestamp < (request.to ?? Infinity))
        .filter(({ message }) => message.includes(wanted));
      const end = start + pageSize;
      return { events: page, ...(end < events.length && { token: String(end) }) };
    },
  };
}
