import { isObject, sameJson, type Json, type JsonObject } from '../template/document.js';

/** The text of a property, or undefined where it is absent. */
export function textOf(properties: JsonObject, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' ? value : undefined;
}

/** The text of a property that the schema requires. */
export function requiredText(properties: JsonObject, name: string): string {
  return textOf(properties, name) ?? '';
}

export function objectOf(properties: JsonObject, name: string): JsonObject {
  const value = properties[name];
  return isObject(value) ? value : {};
}

export function listOf(properties: JsonObject, name: string): Json[] {
  const value = properties[name];
  return Array.isArray(value) ? value : [];
}

export function textsOf(properties: JsonObject, name: string): string[] {
  return listOf(properties, name).filter((item) => typeof item === 'string');
}

/** A document that services take as text, such as a policy. */
export function documentText(value: Json | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** The stack's tags under the resource's own (`Tags: [{ Key, Value }]`). */
export function tagsOf(
  properties: JsonObject,
  stackTags: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = listOf(properties, 'Tags').filter(isObject);
  return { ...stackTags, ...Object.fromEntries(own.map((tag) => [String(tag.Key), String(tag.Value)])) };
}

export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The named properties that are present, under the names of an SDK whose members start in lower case. */
export function lowerCamel(properties: JsonObject, names: readonly string[]): Record<string, Json> {
  const present = names.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(present.map((name) => [lowerFirst(name), properties[name] ?? null]));
}

/** The named properties that are present, as they are. */
export function pick(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
  );
}

/** Names of the properties that differ. */
export function changedNames(before: JsonObject, after: JsonObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameJson(before[name], after[name]));
}
