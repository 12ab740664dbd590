import type { LocalRegion } from '../../region.js';
import type { Service } from '../../service.js';
import { AWS_LOGS_OPTIONS, type LogsOptions } from './logs-options.js';
import type { LogSink } from './log-sink.js';
import { LogStore } from './log-store.js';
import { LogsRoom } from './logs-room.js';
import { filterEventsOperation } from './operations/filter-events.js';
import { filterOperations } from './operations/filters.js';
import { getEventsOperation } from './operations/get-events.js';
import { groupOperations } from './operations/groups.js';
import { insightsOperations } from './operations/insights.js';
import { liveTailOperation } from './operations/live-tail.js';
import { putEventsOperation } from './operations/put-events.js';
import { streamOperations } from './operations/streams.js';
import { tagOperations } from './operations/tags.js';

/** CloudWatch Logs in one region: its API, and the sink that other services of the region write to. */
export function createLogs(
  region: LocalRegion,
  options: LogsOptions = {},
): Service & { readonly logSink: LogSink } {
  const settings = { ...AWS_LOGS_OPTIONS, ...options };
  const store = new LogStore(region, settings);
  const room = new LogsRoom(region, store, settings);
  return {
    name: 'logs',
    logSink: store,
    operations: {
      ...groupOperations(room),
      ...streamOperations(room),
      ...putEventsOperation(room),
      ...getEventsOperation(room),
      ...filterEventsOperation(room),
      ...liveTailOperation(room),
      ...insightsOperations(room),
      ...filterOperations(room),
      ...tagOperations(room),
    },
  };
}
