import type { LocalRegion } from '../../../region.js';
import type { CloudFormationOptions } from '../options.js';
import type { ProviderRegistry } from '../resources/registry.js';
import type { ResourceTypes } from '../resources/resource-types.js';
import type { EventLog } from '../stack/events.js';
import type { StackStore } from '../stack/store.js';
import type { Jobs } from './jobs.js';

/** What everything that acts on stacks shares. */
export interface EngineParts {
  readonly region: LocalRegion;
  readonly options: CloudFormationOptions;
  readonly store: StackStore;
  readonly events: EventLog;
  readonly types: ResourceTypes;
  readonly provider: ProviderRegistry;
  readonly jobs: Jobs;
}
