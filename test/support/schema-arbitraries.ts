import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';

type Location = 'label' | 'query' | 'header' | 'status' | 'payload' | 'body';

/** How deep generated values nest: recursive shapes end there. */
const DEEPEST = 4;

/** Values of a schema as the SDK types them, such that every protocol can carry them. */
export function arbitraryOf(schema: NormalizedSchema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.isUnitSchema()) return fc.constant({});
  if (schema.isStructSchema()) return arbitraryStruct(schema, depth);
  if (schema.isListSchema()) {
    // The query protocol has no form for an item that is an empty structure.
    const item = arbitraryOf(schema.getValueSchema(), depth + 1).filter(
      (value) => comparable(value) !== undefined,
    );
    return fc.array(item, { maxLength: 3 });
  }
  if (schema.isMapSchema()) {
    return fc.dictionary(bodyText(), arbitraryOf(schema.getValueSchema(), depth + 1), {
      maxKeys: 3,
      noNullPrototype: true,
    });
  }
  return arbitraryScalar(schema, 'body');
}

function arbitraryStruct(schema: NormalizedSchema, depth: number): fc.Arbitrary<object> {
  if (schema.isUnionSchema()) return arbitraryUnion(schema, depth);
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  const required: string[] = [];
  for (const [name, member] of schema.structIterator()) {
    if ((depth >= DEEPEST && !isScalar(member)) || isEventStream(member)) continue;
    members[name] = arbitraryMember(member, depth);
    if (isAlwaysThere(member)) required.push(name);
  }
  return fc.record(members, { requiredKeys: required, noNullPrototype: true });
}

// Labels make the path, every answer has a status and a type, and the SDK fills in tokens and an Accept header itself.
function isAlwaysThere(member: NormalizedSchema): boolean {
  const location = locationOf(member);
  const header = member.getMergedTraits().httpHeader?.toLowerCase() ?? '';
  const isFilledIn = ['content-type', 'accept'].includes(header);
  return location === 'label' || location === 'status' || isFilledIn || member.isIdempotencyToken();
}

function arbitraryUnion(schema: NormalizedSchema, depth: number): fc.Arbitrary<object> {
  const choices = [...schema.structIterator()].map(([name, member]) =>
    arbitraryOf(member, depth + 1).map((value) => ({ [name]: value })),
  );
  return fc.oneof(...choices);
}

function arbitraryMember(member: NormalizedSchema, depth: number): fc.Arbitrary<unknown> {
  const location = locationOf(member);
  if (location === 'status') return fc.integer({ min: 200, max: 299 });
  if (member.isListSchema() && (location === 'query' || location === 'header')) {
    return fc.array(arbitraryScalar(member.getValueSchema(), location), { minLength: 1, maxLength: 3 });
  }
  if (member.getMergedTraits().httpQueryParams) return arbitraryQueryParams(member, depth);
  return isScalar(member) ? arbitraryScalar(member, location) : arbitraryOf(member, depth + 1);
}

// The SDK looks a parameter up with `in` before it sets it: one that is named as a member of every object never leaves the client.
function arbitraryQueryParams(member: NormalizedSchema, depth: number): fc.Arbitrary<unknown> {
  const params = arbitraryOf(member, depth + 1) as fc.Arbitrary<object>;
  return params.filter((map) => Object.keys(map).every((name) => !(name in Object.prototype)));
}

/** Where the bindings put a member. */
function locationOf(member: NormalizedSchema): Location {
  const traits = member.getMergedTraits();
  if (traits.httpLabel) return 'label';
  if (traits.httpQuery) return 'query';
  if (traits.httpHeader) return 'header';
  if (traits.httpResponseCode) return 'status';
  return traits.httpPayload ? 'payload' : 'body';
}

/** Drops what no protocol can tell from absence (members that are undefined, empty structures) and the SDK's own wrappers. */
export function comparable(value: unknown): unknown {
  if (value instanceof String) return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Date || typeof value !== 'object' || value === null) return value ?? undefined;
  if (Array.isArray(value)) return (value as unknown[]).map(comparable);
  const entries = Object.entries(value).map(([name, member]) => [name, comparable(member)] as const);
  const present = entries.filter(([, member]) => member !== undefined);
  return present.length === 0 ? undefined : Object.fromEntries(present);
}

/** A copy for whom it is handed to: Jest's `structuredClone` makes Dates of another realm. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(copyOf);
  if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}

/** Streams of events are tested on their own. */
export function isEventStream(schema: NormalizedSchema): boolean {
  return schema.isStructSchema() && schema.isStreaming();
}

function isScalar(schema: NormalizedSchema): boolean {
  return !schema.isStructSchema() && !schema.isListSchema() && !schema.isMapSchema();
}

function arbitraryScalar(schema: NormalizedSchema, location: Location): fc.Arbitrary<unknown> {
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return fc.integer();
  if (schema.isTimestampSchema())
    return fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
  if (schema.isBlobSchema())
    return fc.uint8Array({ minLength: location === 'payload' ? 1 : 0, maxLength: 40 });
  if (schema.isDocumentSchema()) return fc.constant({ a: [1, 'b', true] });
  if (location === 'header') return fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/);
  if (location === 'label' || location === 'query')
    return wireText({ minLength: 1 }).filter((text) => !/^\.{1,2}$/.test(text));
  return bodyText();
}

function wireText(constraints: { minLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary', maxLength: 12, ...constraints });
}

// What XML 1.0 can hold, as the query protocol must carry it too; parsers may trim the ends.
function bodyText(): fc.Arbitrary<string> {
  return wireText()
    .map((text) => text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').trim())
    .filter((text) => text !== '__proto__');
}
