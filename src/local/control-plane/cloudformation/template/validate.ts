import type { ResourceTypes } from '../resources/resource-types.js';
import { validationError } from '../errors.js';
import { intrinsicOf, isObject, type Json, type ResourceDeclaration, type Template } from './document.js';
import { unresolved } from './evaluate.js';
import { circularDependencies, referencesIn } from './references.js';
import { isPseudoParameter } from './pseudo-parameters.js';
import { isParameterType } from './parameters.js';

const limits = { parameters: 200, resources: 500, outputs: 200 } as const;
const deletionPolicies = new Set(['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']);

/**
 * Checks everything that AWS checks before it knows any parameter value: types, references, conditions, circles.
 *
 * @throws ValidationError
 */
export function validateTemplate(template: Template, types: ResourceTypes): void {
  refuseTooMany(template);
  refuseUnknownTypes(template, types);
  for (const [name, parameter] of Object.entries(template.parameters)) checkParameter(name, parameter.Type);
  checkResourceReferences(template, types);
  checkOutputs(template);
  checkConditions(template);
  const circle = circularDependencies(template);
  if (circle.length > 0)
    throw validationError(`Circular dependency between resources: [${circle.join(', ')}]`);
}

function refuseTooMany(template: Template): void {
  for (const [section, limit] of Object.entries(limits)) {
    const count = Object.keys(template[section as keyof typeof limits]).length;
    if (count <= limit) continue;
    throw validationError(
      `Template format error: Number of ${section}, ${String(count)}, is greater than maximum allowed, ${String(limit)}`,
    );
  }
}

function refuseUnknownTypes(template: Template, types: ResourceTypes): void {
  const unknown = new Set(
    Object.values(template.resources)
      .map((resource) => resource.type)
      .filter((type) => !types.has(type)),
  );
  if (unknown.size > 0)
    throw validationError(`Template format error: Unrecognized resource types: [${[...unknown].join(', ')}]`);
}

function checkParameter(name: string, type: unknown): void {
  if (typeof type !== 'string')
    throw validationError(`Template format error: Every Parameters object must contain a Type member.`);
  if (type.startsWith('AWS::SSM::')) {
    throw validationError(
      `Template format error: Parameter ${name} has type ${type}: parameters kept in Systems Manager are not available in the local AWS.`,
    );
  }
  if (!isParameterType(type))
    throw validationError(`Template format error: Unrecognized parameter type: ${type}`);
}

function checkResourceReferences(template: Template, types: ResourceTypes): void {
  const missing = new Set<string>();
  for (const resource of Object.values(template.resources)) {
    checkPolicies(resource);
    for (const name of resource.dependsOn) if (!(name in template.resources)) missing.add(name);
    for (const name of undefinedNames(resource.properties, template, types)) missing.add(name);
  }
  if (missing.size > 0) throw unresolved([...missing]);
}

function checkPolicies(resource: ResourceDeclaration): void {
  for (const [name, value] of [
    ['DeletionPolicy', resource.deletionPolicy],
    ['UpdateReplacePolicy', resource.updateReplacePolicy],
  ] as const) {
    if (value === undefined || (typeof value === 'string' && deletionPolicies.has(value))) continue;
    throw validationError(`Template format error: Unrecognized ${name} ${JSON.stringify(value)}`);
  }
}

function undefinedNames(value: Json, template: Template, types: ResourceTypes): string[] {
  const missing: string[] = [];
  for (const { target, attribute, via } of referencesIn(value)) {
    const resource = template.resources[target];
    if (resource && attribute !== undefined) checkAttribute(target, attribute, resource.type, types);
    if (resource || target in template.parameters || isPseudoParameter(target)) continue;
    if (via === 'Fn::GetAtt')
      throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${target}`);
    if (attribute !== undefined) {
      throw validationError(
        `Template error: instance of Fn::Sub references invalid resource attribute ${target}.${attribute}`,
      );
    }
    missing.push(target);
  }
  return missing;
}

function checkAttribute(target: string, attribute: string, type: string, types: ResourceTypes): void {
  if (types.hasAttribute(type, attribute)) return;
  throw validationError(
    `Template error: resource ${target} does not support attribute type ${attribute} in Fn::GetAtt`,
  );
}

function checkOutputs(template: Template): void {
  const missing = new Set<string>();
  for (const output of Object.values(template.outputs)) {
    for (const { target, via } of referencesIn([output.value, output.exportName ?? ''])) {
      if (target in template.resources || target in template.parameters || isPseudoParameter(target))
        continue;
      if (via === 'Fn::GetAtt')
        throw validationError(
          `Template error: instance of Fn::GetAtt references undefined resource ${target}`,
        );
      missing.add(target);
    }
  }
  if (missing.size > 0) throw unresolved([...missing], 'Outputs');
}

function checkConditions(template: Template): void {
  for (const [block, names] of conditionUses(template)) {
    const missing = names.filter((name) => !(name in template.conditions));
    if (missing.length === 0) continue;
    throw validationError(
      `Template format error: Unresolved condition dependency ${missing.join(', ')} in the ${block} block of the template`,
    );
  }
  for (const condition of Object.values(template.conditions)) refuseResourcesInCondition(condition, template);
}

function conditionUses(template: Template): [string, string[]][] {
  const named = (declarations: readonly { readonly condition?: string }[]): string[] =>
    declarations.flatMap((declaration) => declaration.condition ?? []);
  const resources = Object.values(template.resources);
  const outputs = Object.values(template.outputs);
  return [
    ['Conditions', Object.values(template.conditions).flatMap(conditionsNamedIn)],
    [
      'Resources',
      [...named(resources), ...resources.flatMap((resource) => conditionsNamedIn(resource.properties))],
    ],
    ['Outputs', [...named(outputs), ...outputs.flatMap((output) => conditionsNamedIn(output.value))]],
  ];
}

function conditionsNamedIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const call = intrinsicOf(value);
  const inner = Object.values(value).flatMap(conditionsNamedIn);
  if (call?.name === 'Condition' && typeof call.argument === 'string') return [call.argument, ...inner];
  if (call?.name === 'Fn::If' && Array.isArray(call.argument) && typeof call.argument[0] === 'string') {
    return [call.argument[0], ...inner];
  }
  return inner;
}

function refuseResourcesInCondition(condition: Json, template: Template): void {
  const targets = referencesIn(condition).map((reference) => reference.target);
  const foreign = targets.filter((target) => !(target in template.parameters) && !isPseudoParameter(target));
  if (foreign.length > 0 || (isObject(condition) && intrinsicOf(condition)?.name === 'Fn::GetAtt')) {
    throw validationError(
      `Template format error: Unresolved dependencies [${foreign.join(', ')}]. Cannot reference resources in the Conditions block of the template`,
    );
  }
}
