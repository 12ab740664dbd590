import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { isObject, sameJson, type Json, type JsonObject } from '../template/document.js';
import { documentText } from './property-access.js';

/** A property that one patch replaces, and what stands for its absence. */
export interface PatchedProperty {
  readonly property: string;
  readonly path: string;
  /** Sent when the property is taken away; a `remove` when undefined. */
  readonly absent?: string;
}

/** Patches for the listed properties that differ. */
export function propertyPatches(
  before: JsonObject,
  after: JsonObject,
  properties: readonly PatchedProperty[],
): PatchOperation[] {
  const changed = properties.filter(({ property }) => !sameJson(before[property], after[property]));
  return changed.map(({ property, path, absent }) => {
    const value = after[property] === undefined ? absent : documentText(after[property]);
    return value === undefined ? { op: 'remove', path } : { op: 'replace', path, value };
  });
}

/** Patches for a map whose entries have paths of their own, such as stage variables. */
export function mapPatches(
  before: Json | undefined,
  after: Json | undefined,
  base: string,
  op: 'add' | 'replace',
): PatchOperation[] {
  const [old, wanted] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const removed = Object.keys(old).filter((key) => !(key in wanted));
  const changed = Object.entries(wanted).filter(([key, value]) => !sameJson(old[key], value));
  return [
    ...removed.map((key): PatchOperation => ({ op: 'remove', path: `${base}/${escaped(key)}` })),
    ...changed.map(([key, value]): PatchOperation => ({
      op: key in old ? 'replace' : op,
      path: `${base}/${escaped(key)}`,
      value: documentText(value) ?? '',
    })),
  ];
}

/** Patches for a set of texts, each added and removed by value on one path. */
export function setPatches(
  before: readonly string[],
  after: readonly string[],
  path: string,
): PatchOperation[] {
  return [
    ...before
      .filter((item) => !after.includes(item))
      .map((value): PatchOperation => ({ op: 'remove', path, value })),
    ...after
      .filter((item) => !before.includes(item))
      .map((value): PatchOperation => ({ op: 'add', path, value })),
  ];
}

/** A name inside a path of a patch: slashes and tildes are escaped (JSON Pointer). */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
