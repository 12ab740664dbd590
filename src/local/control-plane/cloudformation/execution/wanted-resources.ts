import type { ResourceLookup } from '../stack/scope.js';
import type { ResourceRecord, StackDefinition } from '../stack/records.js';
import type { ResourceTypes } from '../resources/resource-types.js';
import { evaluate, type Scope } from '../template/evaluate.js';
import { isObject, type Template } from '../template/document.js';
import { dependenciesOf } from '../template/references.js';
import type { WantedResource } from './resource-steps.js';

/** Evaluates a resource of the template against what exists in the stack now. */
export function wantedResource(
  template: Template,
  logicalId: string,
  scope: Scope,
  definition: StackDefinition,
  types: ResourceTypes,
): WantedResource {
  const declared = template.resources[logicalId];
  if (!declared) throw new Error(`${logicalId} is not in the template`);
  const properties = evaluate(declared.properties, scope);
  const policy = (value: unknown): string => (typeof value === 'string' ? value : 'Delete');
  return {
    logicalId,
    type: declared.type,
    properties: isObject(properties) ? properties : {},
    stackTags: types.isTaggable(declared.type) ? definition.tags : {},
    ...(declared.metadata === undefined ? {} : { metadata: evaluate(declared.metadata, scope) ?? {} }),
    deletionPolicy: policy(declared.deletionPolicy),
    updateReplacePolicy: policy(declared.updateReplacePolicy),
    dependsOn: [...dependenciesOf(template, logicalId)],
  };
}

/** References to the resources that a stack has. */
export function existingResources(resources: () => Readonly<Record<string, ResourceRecord>>): ResourceLookup {
  const find = (logicalId: string): ResourceRecord | undefined => {
    const record = resources()[logicalId];
    return record && record.physicalId !== '' && !record.status.startsWith('DELETE_') ? record : undefined;
  };
  return {
    reference: (logicalId) => find(logicalId)?.physicalId,
    attribute: (logicalId, name) => find(logicalId)?.attributes[name],
  };
}
