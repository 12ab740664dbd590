import { validationError } from '../errors.js';
import { subnetBlocks } from './cidr.js';
import { intrinsicOf, isObject, sameJson, type Json, type JsonObject, type Template } from './document.js';
import { attributeParts, placeholderOrLiteral } from './references.js';

/** What AWS shows in a change set for a value that only the execution will know (LS test_change_set_*). */
export const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** What names mean while values are evaluated. */
export interface Scope {
  readonly template: Template;
  /** Parameters and pseudo parameters. */
  readonly values: ReadonlyMap<string, Json>;
  /** What `Ref` of a resource gives; undefined when the resource is not in the stack (its condition is false). */
  reference(logicalId: string): Json | undefined;
  /** An attribute of a resource; undefined when the resource is not in the stack or has no such attribute. */
  attribute(logicalId: string, name: string): Json | undefined;
  /** The value another stack exports under that name. */
  importValue(name: string): string;
  readonly availabilityZones: readonly string[];
}

/** Whether a value, or any part of it, is known only after the execution. */
export function isUnknown(value: Json | undefined): boolean {
  if (typeof value === 'string') return value.includes(knownAfterApply);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isUnknown);
}

/** Evaluates every intrinsic function in a value. Undefined stands for `AWS::NoValue`. */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  const call = intrinsicOf(value);
  if (call) return apply(call.name, call.argument, scope);
  return evaluateObject(value, scope);
}

function evaluateObject(value: JsonObject, scope: Scope): JsonObject {
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const evaluated = evaluate(item, scope);
    if (evaluated !== undefined) result[key] = evaluated;
  }
  return result;
}

/** Evaluates a condition of the template by name. */
export function conditionHolds(name: string, scope: Scope): boolean {
  const condition = scope.template.conditions[name];
  if (condition === undefined) {
    throw validationError(
      `Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`,
    );
  }
  return asBoolean(evaluate(condition, scope), name);
}

function asBoolean(value: Json | undefined, where: string): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw validationError(`Template error: every value of ${where} must evaluate to true or false`);
}

type Intrinsic = (argument: Json, scope: Scope) => Json | undefined;

function apply(name: string, argument: Json, scope: Scope): Json | undefined {
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw validationError(`Template error: unsupported intrinsic function ${name}`);
  return intrinsic(argument, scope);
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => reference(text(argument, 'Ref'), scope),
  Condition: (argument, scope) => conditionHolds(text(argument, 'Condition'), scope),
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::If': chooseBranch,
  'Fn::And': (argument, scope) => conditions(argument, 'Fn::And', scope).every((holds) => holds),
  'Fn::Or': (argument, scope) => conditions(argument, 'Fn::Or', scope).some((holds) => holds),
  'Fn::Not': (argument, scope) => !conditions(argument, 'Fn::Not', scope).some((holds) => holds),
  'Fn::Equals': equals,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, scope) =>
    Buffer.from(text(evaluate(argument, scope), 'Fn::Base64')).toString('base64'),
  'Fn::Cidr': cidr,
  'Fn::GetAZs': (_argument, scope) => [...scope.availabilityZones],
  'Fn::ImportValue': (argument, scope) =>
    scope.importValue(text(evaluate(argument, scope), 'Fn::ImportValue')),
  'Fn::Length': (argument, scope) => list(evaluate(argument, scope), 'Fn::Length').length,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(evaluate(argument, scope)),
};

function reference(name: string, scope: Scope): Json | undefined {
  if (name === 'AWS::NoValue') return undefined;
  const value = scope.values.get(name) ?? scope.reference(name);
  if (value === undefined) throw unresolved([name]);
  return value;
}

/** The error for a reference to something that is not there. */
export function unresolved(names: readonly string[], block = 'Resources'): Error {
  return validationError(
    `Template format error: Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`,
  );
}

function getAttribute(argument: Json, scope: Scope): Json {
  const [target, attribute] = attributeParts(argument);
  if (target === undefined || attribute === undefined) {
    throw validationError(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  }
  const name = text(evaluate(attribute, scope), 'Fn::GetAtt');
  return attributeOf(target, name, scope);
}

function attributeOf(target: string, name: string, scope: Scope): Json {
  const value = scope.attribute(target, name);
  if (value !== undefined) return value;
  if (scope.reference(target) === undefined) throw unresolved([target]);
  throw validationError(
    `Template error: resource ${target} does not support attribute type ${name} in Fn::GetAtt`,
  );
}

function substitute(argument: Json, scope: Scope): Json {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof template !== 'string' || !isObject(variables)) {
    throw validationError(
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  }
  return template.replaceAll(
    placeholderOrLiteral,
    (_match, literal: string | undefined, name: string | undefined) =>
      name === undefined ? `\${${literal ?? ''}}` : substitution(name.trim(), variables, scope),
  );
}

function substitution(name: string, variables: JsonObject, scope: Scope): string {
  const own = variables[name];
  if (own !== undefined) return text(evaluate(own, scope), 'Fn::Sub');
  const dot = name.indexOf('.');
  const value =
    dot < 0 ? reference(name, scope) : attributeOf(name.slice(0, dot), name.slice(dot + 1), scope);
  return Array.isArray(value) ? value.join(',') : text(value, 'Fn::Sub');
}

function chooseBranch(argument: Json, scope: Scope): Json | undefined {
  if (!Array.isArray(argument) || argument.length !== 3 || typeof argument[0] !== 'string') {
    throw validationError('Template error: Fn::If requires a list argument with three elements');
  }
  const [condition, whenTrue, whenFalse] = argument as [string, Json, Json];
  return evaluate(conditionHolds(condition, scope) ? whenTrue : whenFalse, scope);
}

function conditions(argument: Json, name: string, scope: Scope): boolean[] {
  const [least, most] = name === 'Fn::Not' ? [1, 1] : [2, 10];
  if (!Array.isArray(argument) || argument.length < least || argument.length > most) {
    const count = name === 'Fn::Not' ? 'one argument' : 'at least 2 and at most 10 parameters';
    throw validationError(
      `Template validation error: Template error: every ${name} object requires ${count}.`,
    );
  }
  return argument.map((item) => asBoolean(evaluate(item, scope), name));
}

function equals(argument: Json, scope: Scope): boolean {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw validationError(
      'Template validation error: Template error: every Fn::Equals object requires a list of 2 string parameters.',
    );
  }
  const [left, right] = argument.map((item) => evaluate(item, scope));
  return isScalarValue(left) && isScalarValue(right) ? String(left) === String(right) : sameJson(left, right);
}

function join(argument: Json, scope: Scope): Json {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw validationError(
      'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    );
  }
  const delimiter = text(evaluate(argument[0] ?? '', scope), 'Fn::Join');
  const items = evaluate(argument[1] ?? [], scope) ?? [];
  if (isUnknown(items) && !Array.isArray(items)) return knownAfterApply;
  return list(items, 'Fn::Join')
    .map((item) => text(item, 'Fn::Join'))
    .join(delimiter);
}

function select(argument: Json, scope: Scope): Json {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw validationError(
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    );
  }
  const index = Number(evaluate(argument[0] ?? '', scope));
  const items = evaluate(argument[1] ?? [], scope) ?? [];
  const chosen = Array.isArray(items) ? items[index] : undefined;
  if (chosen !== undefined) return chosen;
  if (isUnknown(items)) return knownAfterApply;
  throw validationError(
    `Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`,
  );
}

function split(argument: Json, scope: Scope): Json {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw validationError(
      'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    );
  }
  const source = evaluate(argument[1] ?? '', scope);
  if (isUnknown(source)) return [knownAfterApply];
  return text(source, 'Fn::Split').split(text(evaluate(argument[0] ?? '', scope), 'Fn::Split'));
}

function findInMap(argument: Json, scope: Scope): Json {
  if (!Array.isArray(argument) || argument.length < 3) {
    throw validationError(
      'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
    );
  }
  const [map, first, second] = argument
    .slice(0, 3)
    .map((item) => text(evaluate(item, scope), 'Fn::FindInMap'));
  const mapping = scope.template.mappings[map ?? ''];
  if (!mapping) {
    throw validationError(
      `Template error: Mapping named '${String(map)}' is not present in the 'Mappings' section of template`,
    );
  }
  const row = mapping[first ?? ''];
  const value = isObject(row) ? row[second ?? ''] : undefined;
  if (value === undefined) {
    throw validationError(
      `Template error: Unable to get mapping for ${String(map)}::${String(first)}::${String(second)}`,
    );
  }
  return value;
}

function cidr(argument: Json, scope: Scope): Json {
  if (!Array.isArray(argument) || argument.length < 2) {
    throw validationError('Template error: every Fn::Cidr object requires two or three parameters');
  }
  const [block, count, bits] = argument.map((item) => evaluate(item, scope));
  if (isUnknown(block)) return Array<Json>(Number(count)).fill(knownAfterApply);
  return subnetBlocks(text(block, 'Fn::Cidr'), Number(count), bits === undefined ? undefined : Number(bits));
}

function isScalarValue(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function text(value: Json | undefined, where: string): string {
  if (isScalarValue(value)) return String(value);
  throw validationError(`Template error: every value of ${where} must be a string`);
}

function list(value: Json | undefined, where: string): Json[] {
  if (Array.isArray(value)) return value;
  throw validationError(`Template error: ${where} requires a list`);
}
