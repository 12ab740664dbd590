import type { MetricFilter, SubscriptionFilter } from '@aws-sdk/client-cloudwatch-logs';
import type { LocalRegion } from '../../region.js';
import { FilterRecords } from './filter-records.js';
import type { EventPosition } from './log-record.js';
import type { LogsSettings } from './logs-options.js';
import type { LogStore } from './log-store.js';

/** What the operations of CloudWatch Logs share. */
export class LogsRoom {
  readonly region: LocalRegion;
  readonly store: LogStore;
  readonly options: LogsSettings;
  readonly metricFilters: FilterRecords<MetricFilter>;
  readonly subscriptionFilters: FilterRecords<SubscriptionFilter>;

  constructor(region: LocalRegion, store: LogStore, options: LogsSettings) {
    this.region = region;
    this.store = store;
    this.options = options;
    this.metricFilters = new FilterRecords(region, 'logs/metricFilters');
    this.subscriptionFilters = new FilterRecords(region, 'logs/subscriptionFilters');
  }

  now(): number {
    return this.region.clock.now();
  }

  /** Sequence tokens are obsolete and accepted whatever they say, but still answered (BC, PutLogEvents). */
  sequenceToken({ sequence }: Pick<EventPosition, 'sequence'>): string {
    return `4${String(sequence).padStart(55, '0')}`;
  }
}
