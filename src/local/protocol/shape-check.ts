import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * Says where a parsed value differs from its schema's kinds, so that an operation never meets a string where its type
 * says object. It looks at kinds only: lengths, patterns and required members are the operation's business.
 *
 * @returns the path of the first member that is of another kind, e.g. `patchOperations.0.op`; undefined when all is well
 */
export function findShapeMismatch(schema: NormalizedSchema, value: unknown, path = ''): string | undefined {
  if (value === undefined || value === null || schema.isDocumentSchema()) return undefined;
  if (schema.isStructSchema()) return checkStruct(schema, value, path);
  if (schema.isListSchema()) return checkList(schema, value, path);
  if (schema.isMapSchema()) return checkMap(schema, value, path);
  return isOfKind(schema, value) ? undefined : path;
}

function checkStruct(schema: NormalizedSchema, value: unknown, path: string): string | undefined {
  if (!isPlainObject(value)) return path;
  for (const [name, member] of schema.structIterator()) {
    const mismatch = findShapeMismatch(member, value[name], join(path, name));
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function checkList(schema: NormalizedSchema, value: unknown, path: string): string | undefined {
  if (!Array.isArray(value)) return path;
  const member = schema.getValueSchema();
  for (const [index, item] of (value as unknown[]).entries()) {
    const at = join(path, String(index));
    const mismatch = item === null ? at : findShapeMismatch(member, item, at);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function checkMap(schema: NormalizedSchema, value: unknown, path: string): string | undefined {
  if (!isPlainObject(value)) return path;
  const member = schema.getValueSchema();
  for (const [key, item] of Object.entries(value)) {
    const at = join(path, key);
    const mismatch = item === null ? at : findShapeMismatch(member, item, at);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function isOfKind(schema: NormalizedSchema, value: unknown): boolean {
  if (schema.isStringSchema()) return typeof value === 'string' || value instanceof String;
  if (schema.isBooleanSchema()) return typeof value === 'boolean';
  if (schema.isNumericSchema()) return typeof value === 'number' && !Number.isNaN(value);
  if (schema.isBlobSchema()) return value instanceof Uint8Array;
  if (schema.isTimestampSchema()) return value instanceof Date && !Number.isNaN(value.getTime());
  return true;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/**
 * Says where JSON has a list, an object or a plain value in place of one of the others, before any conversion.
 *
 * @param nameOf a member's name on the wire
 * @returns as `findShapeMismatch`
 */
export function findMisplacedContainer(
  schema: NormalizedSchema,
  json: unknown,
  nameOf: (name: string, member: NormalizedSchema) => string,
  path = '',
): string | undefined {
  if (schema.isDocumentSchema() || (json === null && path !== '')) return undefined;
  const isList = Array.isArray(json);
  const isObject = isPlainObject(json);
  if (schema.isListSchema() !== isList || (schema.isStructSchema() || schema.isMapSchema()) !== isObject)
    return path;
  for (const [name, member] of childrenOf(schema, json, nameOf)) {
    const mismatch = findMisplacedContainer(
      member,
      (json as Record<string, unknown>)[name],
      nameOf,
      join(path, name),
    );
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function childrenOf(
  schema: NormalizedSchema,
  json: unknown,
  nameOf: (name: string, member: NormalizedSchema) => string,
): [string, NormalizedSchema][] {
  if (typeof json !== 'object' || json === null) return [];
  if (!schema.isStructSchema()) return Object.keys(json).map((key) => [key, schema.getValueSchema()]);
  const members = [...schema.structIterator()].map(([name, member]): [string, NormalizedSchema] => [
    nameOf(name, member),
    member,
  ]);
  return members.filter(
    ([name]) => Object.hasOwn(json, name) && (json as Record<string, unknown>)[name] !== null,
  );
}
