import behaviors from '../update-behaviors.json' with { type: 'json' };
import { isObject, type Json, type JsonObject } from '../template/document.js';
import { knownAfterApply } from '../template/evaluate.js';

/** What an update of a property does to its resource, as AWS's resource specification has it. */
export type UpdateBehavior = 'none' | 'some' | 'replacement' | 'conditional';

type PropertyType =
  string | { readonly list: PropertyType } | { readonly map: PropertyType } | { readonly ref: string };

interface PropertySpecification {
  readonly update: string;
  readonly required: boolean;
  readonly type: PropertyType;
}
type Definition = Readonly<Record<string, PropertySpecification>>;

interface TypeSpecification {
  readonly attributes: readonly string[];
  readonly primaryIdentifier: readonly string[];
  readonly ref: readonly string[];
  readonly properties: Definition;
  readonly definitions: Readonly<Record<string, Definition>>;
}

/** What is known of each resource type: properties, attributes, and what an update of each property does. */
export class ResourceTypes {
  readonly #specifications: Readonly<Record<string, TypeSpecification>>;

  constructor(specifications: unknown = behaviors) {
    this.#specifications = specifications as Record<string, TypeSpecification>;
  }

  has(type: string): boolean {
    return type in this.#specifications;
  }

  hasAttribute(type: string, attribute: string): boolean {
    return this.#specifications[type]?.attributes.includes(attribute) ?? false;
  }

  /** Whether CloudFormation puts the stack's tags on resources of this type. */
  isTaggable(type: string): boolean {
    return 'Tags' in (this.#specifications[type]?.properties ?? {});
  }

  updateBehavior(type: string, property: string): UpdateBehavior {
    const behavior = this.#specifications[type]?.properties[property]?.update ?? 'none';
    return behavior as UpdateBehavior;
  }

  /** Property values in the types of the resource's schema: parameters arrive as text, `"512"` for a number. */
  typed(type: string, properties: JsonObject): JsonObject {
    const specification = this.#specifications[type];
    return specification ? typedObject(properties, specification.properties, specification) : properties;
  }

  /** What is wrong with the properties by the resource's schema, in the words of CloudFormation; empty when nothing is. */
  problems(type: string, properties: JsonObject): string[] {
    const specification = this.#specifications[type];
    return specification ? objectProblems('#', properties, specification.properties, specification) : [];
  }
}

function typedObject(
  value: JsonObject,
  definition: Definition,
  specification: TypeSpecification,
): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const property = definition[name];
      return [name, property ? typedValue(item, property.type, specification) : item];
    }),
  );
}

function typedValue(value: Json, type: PropertyType, specification: TypeSpecification): Json {
  if (typeof type === 'string') return typedScalar(value, type);
  if ('list' in type) {
    const items = Array.isArray(value) ? value : [value];
    return items.map((item) => typedValue(item, type.list, specification));
  }
  if (!isObject(value)) return value;
  if ('ref' in type) return typedObject(value, specification.definitions[type.ref] ?? {}, specification);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, typedValue(item, type.map, specification)]),
  );
}

function typedScalar(value: Json, type: string): Json {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (typeof value !== 'string') return value;
  if ((type === 'integer' || type === 'number') && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function objectProblems(
  path: string,
  value: JsonObject,
  definition: Definition,
  specification: TypeSpecification,
): string[] {
  const missing = Object.keys(definition).filter((name) => definition[name]?.required && !(name in value));
  const extraneous = Object.keys(value).filter((name) => !(name in definition));
  const nested = Object.entries(value).flatMap(([name, item]) => {
    const property = definition[name];
    return property ? valueProblems(`${path}/${name}`, item, property.type, specification) : [];
  });
  return [
    ...missing.map((name) => `${path}: required key [${name}] not found`),
    ...extraneous.map((name) => `${path}: extraneous key [${name}] is not permitted`),
    ...nested,
  ];
}

function valueProblems(
  path: string,
  value: Json,
  type: PropertyType,
  specification: TypeSpecification,
): string[] {
  if (value === knownAfterApply) return [];
  if (typeof type === 'string') return scalarProblems(path, value, type);
  if ('list' in type) {
    const items = Array.isArray(value) ? value : [value];
    return items.flatMap((item, index) =>
      valueProblems(`${path}/${String(index)}`, item, type.list, specification),
    );
  }
  if (!isObject(value)) return [`${path}: expected type: JSONObject, found: ${foundType(value)}`];
  const definition = 'ref' in type ? specification.definitions[type.ref] : undefined;
  return definition ? objectProblems(path, value, definition, specification) : [];
}

function scalarProblems(path: string, value: Json, type: string): string[] {
  const expected = { string: 'String', integer: 'Integer', number: 'Number', boolean: 'Boolean' }[type];
  if (expected === undefined) return [];
  const matches = type === 'integer' ? Number.isInteger(value) : typeof value === type;
  return matches ? [] : [`${path}: expected type: ${expected}, found: ${foundType(value)}`];
}

function foundType(value: Json): string {
  if (Array.isArray(value)) return 'JSONArray';
  if (isObject(value)) return 'JSONObject';
  return { string: 'String', number: 'Number', boolean: 'Boolean' }[typeof value as 'string'] ?? 'Null';
}
