import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { LocalFunctionRuntime } from '../../lambda/index.js';
import type { LocalRegion } from '../../region.js';
import { describeInList, describeVersion, latestRevision, pendingTransition } from './configuration.js';
import type { FunctionRecord, VersionRecord } from './function-record.js';
import { newRevision, type FunctionStore } from './function-store.js';
import { conflict, revisionMismatch } from './rejections.js';

/** How long AWS's asynchronous work takes here, milliseconds: long enough to be seen by a waiter, short enough not to matter. */
const CREATING = 300;
const UPDATING = 150;

/** What the operations of Lambda share. */
export class LambdaRoom {
  readonly region: LocalRegion;
  readonly store: FunctionStore;
  readonly runtime: LocalFunctionRuntime;

  constructor(region: LocalRegion, store: FunctionStore, runtime: LocalFunctionRuntime) {
    this.region = region;
    this.store = store;
    this.runtime = runtime;
  }

  now(): number {
    return this.region.clock.now();
  }

  describe(record: FunctionRecord, version: VersionRecord, qualifier?: string): FunctionConfiguration {
    const arn = this.store.arn({ name: record.name, qualifier });
    return describeVersion({ record, version, arn, region: this.region.name, now: this.now() });
  }

  describeInList(record: FunctionRecord, version: VersionRecord, qualifier?: string): FunctionConfiguration {
    const arn = this.store.arn({ name: record.name, qualifier });
    return describeInList({ record, version, arn, region: this.region.name, now: this.now() });
  }

  /** Refuses a change while AWS still works on an earlier one. */
  refuseWhileInProgress(record: FunctionRecord): void {
    const transition = pendingTransition(record, this.now());
    if (!transition) return;
    const arn = this.store.arn({ name: record.name });
    throw conflict(
      transition.kind === 'creating'
        ? 'The operation cannot be performed at this time. The function is currently in the following state: Pending'
        : `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
    );
  }

  checkRevision(record: FunctionRecord, revisionId: string | undefined): void {
    if (revisionId !== undefined && revisionId !== latestRevision(record, this.now()))
      throw revisionMismatch();
  }

  /** Keeps a changed `$LATEST`, which is then in progress for a moment. */
  changeLatest(record: FunctionRecord, change: Partial<VersionRecord>): FunctionRecord {
    const latest: VersionRecord = {
      ...record.latest,
      ...change,
      lastModified: this.now(),
      revisionId: newRevision(),
      generation: newRevision(),
    };
    const changed: FunctionRecord = { ...record, latest, transition: this.transition('updating') };
    this.store.put(changed);
    this.runtime.retire(record.latest);
    return changed;
  }

  transition(kind: 'creating' | 'updating'): NonNullable<FunctionRecord['transition']> {
    const until = this.now() + (kind === 'creating' ? CREATING : UPDATING);
    return { kind, until, settledRevisionId: newRevision() };
  }
}
