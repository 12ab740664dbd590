import { isDate, isMap, isSet, isUint8Array } from 'node:util/types';

/** A value as JSON can hold it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Plain values (objects, arrays, Maps, Sets, Dates, bytes) as JSON. What JSON has no form for becomes an object with one
 * key that starts with `$`; objects that have such keys themselves are written as `$object`, so nothing is mistaken.
 * Members that are `undefined` are left out.
 */
export function encodePlain(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: String(value) };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (Array.isArray(value)) return value.map(encodePlain);
  if (typeof value === 'object') return encodeObject(value);
  throw new TypeError(`A ${typeof value} cannot be kept in the state.`);
}

// Not `instanceof`: a structured clone may belong to another realm, as it does in Jest.
function encodeObject(value: object): Json {
  if (isDate(value)) return { $date: Number.isNaN(value.getTime()) ? null : value.getTime() };
  if (isUint8Array(value)) return { $bytes: Buffer.from(value).toString('base64') };
  if (isMap(value)) return { $map: encodeEntries([...value]) };
  if (isSet(value)) return { $set: [...value].map(encodePlain) };
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  if (entries.some(([key]) => key.startsWith('$'))) return { $object: encodeEntries(entries) };
  return Object.fromEntries(entries.map(([key, member]) => [key, encodePlain(member)]));
}

function encodeEntries(entries: readonly (readonly [unknown, unknown])[]): Json {
  return entries.map(([key, member]) => [encodePlain(key), encodePlain(member)]);
}

/** The value that `encodePlain` wrote. @throws TypeError for JSON it never writes */
export function decodePlain(json: Json): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (isList(json)) return json.map(decodePlain);
  const entries = Object.entries(json);
  const [first] = entries;
  if (first?.[0].startsWith('$')) return decodeTagged(first[0], first[1]);
  return Object.fromEntries(entries.map(([key, member]) => [key, decodePlain(member)]));
}

function decodeTagged(tag: string, json: Json): unknown {
  if (tag === '$date') return new Date(json === null ? Number.NaN : Number(json));
  if (tag === '$bytes') return new Uint8Array(Buffer.from(String(json), 'base64'));
  if (tag === '$map') return new Map(decodeEntries(json));
  if (tag === '$set' && isList(json)) return new Set(json.map(decodePlain));
  if (tag === '$object') return Object.fromEntries(decodeEntries(json) as [string, unknown][]);
  if (tag === '$number') return json === '-0' ? -0 : Number(json);
  if (tag === '$bigint') return BigInt(String(json));
  throw new TypeError(`The state holds a value of an unknown kind: ${tag}.`);
}

function decodeEntries(json: Json): [unknown, unknown][] {
  if (!isList(json)) throw new TypeError('The state holds a map that is not a list of pairs.');
  return json.map((pair) => {
    if (!isList(pair) || pair.length !== 2)
      throw new TypeError('The state holds a map entry that is not a pair.');
    return [decodePlain(pair[0] ?? null), decodePlain(pair[1] ?? null)];
  });
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
