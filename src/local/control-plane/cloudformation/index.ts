import type { LocalRegion } from '../../region.js';
import type { Operation, Service, ServiceFactory } from '../../service.js';
import { StackEngine } from './execution/engine.js';
import { Jobs } from './execution/jobs.js';
import { changeSets } from './operations/change-sets.js';
import { resumeChangeSets } from './operations/change-set-preparation.js';
import { eventDescriptions } from './operations/describe-events.js';
import { resourceDescriptions } from './operations/describe-resources.js';
import { stackDescriptions } from './operations/describe-stacks.js';
import type { ServiceParts } from './operations/service-parts.js';
import { stackChanges } from './operations/stack-changes.js';
import { stackSettings } from './operations/stack-settings.js';
import { templates } from './operations/templates.js';
import { defaultOptions, type CloudFormationOptions } from './options.js';
import { realProviders } from './resources/real-providers.js';
import { providerRegistry } from './resources/registry.js';
import { ResourceTypes } from './resources/resource-types.js';
import { EventLog } from './stack/events.js';
import { StackStore } from './stack/store.js';

export { listFailures, parseFailures, setFailures, type InjectedFailure } from './failures.js';
export type { CloudFormationOptions } from './options.js';

/** The local CloudFormation: stacks and change sets that provision the other services of the local AWS. */
export const createCloudFormation: ServiceFactory = cloudFormationWith({});

/** The local CloudFormation with other than the usual options, for tests and demonstrations. */
export function cloudFormationWith(options: Partial<CloudFormationOptions>): ServiceFactory {
  return (region) => {
    const parts = assemble(region, { ...defaultOptions, ...definedOnly(options) });
    const operations = {
      ...changeSets(parts),
      ...stackChanges(parts),
      ...stackDescriptions(parts),
      ...eventDescriptions(parts),
      ...resourceDescriptions(parts),
      ...templates(parts),
      ...stackSettings(parts),
    };
    return {
      name: 'cloudformation',
      operations: resumingFirst(operations, parts),
      close: () => parts.jobs.close(),
    };
  };
}

function definedOnly(options: Partial<CloudFormationOptions>): Partial<CloudFormationOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function assemble(region: LocalRegion, options: CloudFormationOptions): ServiceParts {
  const store = new StackStore(region.state);
  const parts = {
    region,
    options,
    store,
    events: new EventLog(store, region.clock),
    types: new ResourceTypes(),
    provider: providerRegistry(realProviders(options)),
    jobs: new Jobs(region.clock),
  };
  return { ...parts, engine: new StackEngine(parts) };
}

type Operations = Readonly<Record<string, Operation['bivariant']>>;

/** Before the first operation runs, what a restart interrupted is continued: other services exist only from then on. */
function resumingFirst(operations: Operations, parts: ServiceParts): Service['operations'] {
  let resumed = false;
  const resume = (): void => {
    if (resumed) return;
    resumed = true;
    resumeChangeSets(parts);
    parts.engine.resume();
  };
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      (input: never, context) => {
        resume();
        return operation(input, context);
      },
    ]),
  ) satisfies Operations;
}
