import { validationError } from '../errors.js';
import type { LocalRegion } from '../../../region.js';
import { conditionHolds, type Scope } from '../template/evaluate.js';
import type { Json, Template } from '../template/document.js';
import { parameterReference, type ParameterValues } from '../template/parameters.js';
import { pseudoParameters, type StackIdentity } from '../template/pseudo-parameters.js';
import type { StackStore } from './store.js';

/** How a scope finds the resources of the stack. */
export interface ResourceLookup {
  reference(logicalId: string): Json | undefined;
  attribute(logicalId: string, name: string): Json | undefined;
}

const noResources: ResourceLookup = { reference: () => undefined, attribute: () => undefined };

export interface ScopeSource {
  readonly region: LocalRegion;
  readonly store: StackStore;
}

/** The scope in which a stack's template is evaluated. */
export function stackScope(
  { region, store }: ScopeSource,
  template: Template,
  parameters: ParameterValues,
  stack: StackIdentity,
  resources: ResourceLookup = noResources,
): Scope {
  const declared = Object.entries(parameters).map(([name, value]): [string, Json] => [
    name,
    parameterReference(template.parameters[name]?.Type ?? 'String', value),
  ]);
  return {
    template,
    values: new Map([...pseudoParameters(region, stack), ...declared]),
    reference: (logicalId) => resources.reference(logicalId),
    attribute: (logicalId, name) => resources.attribute(logicalId, name),
    importValue: (name) => importValue(store, name),
    availabilityZones: ['a', 'b', 'c'].map((letter) => `${region.name}${letter}`),
  };
}

function importValue(store: StackStore, name: string): string {
  const output = store.exporterOf(name)?.outputs.find((one) => one.exportName === name);
  if (!output) throw validationError(`No export named ${name} found.`);
  return output.value;
}

/** Logical ids of the resources whose condition holds. */
export function activeResources(template: Template, scope: Scope): Set<string> {
  const active = Object.entries(template.resources).filter(
    ([, resource]) => resource.condition === undefined || conditionHolds(resource.condition, scope),
  );
  return new Set(active.map(([logicalId]) => logicalId));
}
