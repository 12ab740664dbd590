import type { ResourceChangeDetail, ResourceTargetDefinition } from '@aws-sdk/client-cloudformation';
import type { WantedResource } from '../execution/resource-steps.js';
import { changedNames } from '../resources/property-access.js';
import type { ResourceTypes } from '../resources/resource-types.js';
import type { ResourceRecord } from '../stack/records.js';
import { sameJson, type Json, type JsonObject } from '../template/document.js';
import { referencesIn, type Reference } from '../template/references.js';

/** A resource that is known to change, for those that depend on it. */
export interface KnownChange {
  readonly replacement: 'True' | 'False' | 'Conditional';
}

export interface Comparison {
  readonly record: ResourceRecord;
  readonly wanted: WantedResource;
  /** Properties as the template declares them. */
  readonly declared: JsonObject;
  readonly changedParameters: ReadonlySet<string>;
  readonly known: ReadonlyMap<string, KnownChange>;
  readonly types: ResourceTypes;
  readonly withValues: boolean;
}

/** Why and how each part of a resource changes; empty when nothing does. */
export function changeDetails(comparison: Comparison): ResourceChangeDetail[] {
  const { record, wanted } = comparison;
  const names = new Set([...Object.keys(wanted.properties), ...Object.keys(record.properties)]);
  const details = [...names].sort().flatMap((name) => propertyDetails(comparison, name));
  if (!sameJson(record.stackTags, wanted.stackTags))
    details.push(direct({ Attribute: 'Tags', RequiresRecreation: 'Never' }));
  if (!sameJson(record.metadata, wanted.metadata))
    details.push(direct({ Attribute: 'Metadata', RequiresRecreation: 'Never' }));
  return details.concat(policyDetails(record, wanted));
}

function policyDetails(record: ResourceRecord, wanted: WantedResource): ResourceChangeDetail[] {
  const details: ResourceChangeDetail[] = [];
  if (record.deletionPolicy !== wanted.deletionPolicy)
    details.push(direct({ Attribute: 'DeletionPolicy', RequiresRecreation: 'Never' }));
  if (record.updateReplacePolicy !== wanted.updateReplacePolicy) {
    details.push(direct({ Attribute: 'UpdateReplacePolicy', RequiresRecreation: 'Never' }));
  }
  return details;
}

function direct(target: ResourceTargetDefinition): ResourceChangeDetail {
  return { Target: target, Evaluation: 'Static', ChangeSource: 'DirectModification' };
}

function propertyDetails(comparison: Comparison, name: string): ResourceChangeDetail[] {
  const { record, wanted, declared, withValues } = comparison;
  const before = record.properties[name];
  const after = wanted.properties[name];
  const target = targetOf(comparison, name, before, after);
  const references = referencesIn(declared[name] ?? null);
  const consequences = references.flatMap((reference) => consequence(comparison, reference, target));
  if (sameJson(before, after)) return withValues ? [] : unique(consequences);
  const parameters = references.filter((reference) => comparison.changedParameters.has(reference.target));
  if (parameters.length > 0)
    return unique([...parameters.map((one) => fromParameter(one, target)), dynamic(target), ...consequences]);
  if (consequences.length > 0 && withValues) return unique([dynamic(target), ...consequences]);
  return unique([direct(target), ...consequences]);
}

function dynamic(target: ResourceTargetDefinition): ResourceChangeDetail {
  return { Target: target, Evaluation: 'Dynamic', ChangeSource: 'DirectModification' };
}

function fromParameter(reference: Reference, target: ResourceTargetDefinition): ResourceChangeDetail {
  return {
    Target: target,
    Evaluation: 'Static',
    ChangeSource: 'ParameterReference',
    CausingEntity: reference.target,
  };
}

/**
 * What a change of a resource means for those that refer to it: a `Ref` changes with a replacement; an attribute may
 * change with any change (LS test_change_set_ref, test_change_set_fn_get_attr).
 */
function consequence(
  { known }: Comparison,
  reference: Reference,
  target: ResourceTargetDefinition,
): ResourceChangeDetail[] {
  const change = known.get(reference.target);
  if (!change) return [];
  const certain = change.replacement === 'True';
  if (reference.attribute !== undefined) {
    const entity = `${reference.target}.${reference.attribute}`;
    return [
      {
        Target: target,
        Evaluation: certain ? 'Static' : 'Dynamic',
        ChangeSource: 'ResourceAttribute',
        CausingEntity: entity,
      },
    ];
  }
  if (change.replacement === 'False') return [];
  return [
    {
      Target: target,
      Evaluation: certain ? 'Static' : 'Dynamic',
      ChangeSource: 'ResourceReference',
      CausingEntity: reference.target,
    },
  ];
}

function targetOf(
  comparison: Comparison,
  name: string,
  before: Json | undefined,
  after: Json | undefined,
): ResourceTargetDefinition {
  const behavior = comparison.types.updateBehavior(comparison.record.type, name);
  const recreation = {
    none: 'Never',
    some: 'Never',
    replacement: 'Always',
    conditional: 'Conditionally',
  } as const;
  const target: ResourceTargetDefinition = {
    Attribute: 'Properties',
    Name: name,
    RequiresRecreation: recreation[behavior],
  };
  if (!comparison.withValues) return target;
  return {
    ...target,
    Path: changedPath(name, before, after),
    AttributeChangeType: before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
    ...(before === undefined ? {} : { BeforeValue: valueText(before) }),
    ...(after === undefined ? {} : { AfterValue: valueText(after) }),
  };
}

/** The path of the one nested value that changes, or of the property when several do. */
function changedPath(name: string, before: Json | undefined, after: Json | undefined): string {
  let path = `/Properties/${name}`;
  let [left, right] = [before, after];
  while (isMapping(left) && isMapping(right)) {
    const [changed, ...more] = changedNames(left, right);
    if (changed === undefined || more.length > 0) break;
    path += `/${changed}`;
    [left, right] = [left[changed], right[changed]];
  }
  return path;
}

function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unique(details: readonly ResourceChangeDetail[]): ResourceChangeDetail[] {
  const seen = new Map(details.map((detail) => [JSON.stringify(detail), detail]));
  return [...seen.values()];
}
