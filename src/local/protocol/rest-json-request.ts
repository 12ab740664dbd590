import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../errors.js';
import type { RouteMatch } from './http-routes.js';
import { readHttpValue } from './http-values.js';
import type { JsonShapes } from './json-shapes.js';
import { findShapeMismatch } from './shape-check.js';
import type { WireRequest } from './wire.js';

type Input = Record<string, unknown>;

/**
 * Collects an operation's input from path, query, headers and body, as its HTTP bindings say.
 *
 * @param route what matching the path already took: labels, and query parameters that are no input
 * @throws AwsError SerializationException when a part is not of its member's type
 */
export function readRestInput(
  schema: NormalizedSchema,
  request: WireRequest,
  route: Omit<RouteMatch, 'operation'>,
  json: JsonShapes,
): object {
  if (schema.isUnitSchema()) return {};
  const input: Input = readBody(schema, request, json) ?? {};
  const query = new URLSearchParams(request.query);
  const taken = new Set([...route.demandedQuery, ...boundQuery(schema)]);
  for (const [name, member] of schema.structIterator()) {
    const value = readBinding(name, member, request, route.labels, query, taken);
    if (value !== undefined) input[name] = value;
  }
  const mismatch = findShapeMismatch(schema, input);
  if (mismatch !== undefined)
    throw new AwsError('SerializationException', `The value of '${mismatch}' is of the wrong type.`);
  return input;
}

function boundQuery(schema: NormalizedSchema): string[] {
  return [...schema.structIterator()].flatMap(([, member]) => member.getMergedTraits().httpQuery ?? []);
}

function readBody(schema: NormalizedSchema, request: WireRequest, json: JsonShapes): Input | undefined {
  for (const [name, member] of schema.structIterator()) {
    if (member.getMergedTraits().httpPayload) return { [name]: readPayload(member, request.body, json) };
  }
  if (!hasBodyMembers(schema)) return undefined;
  const body = json.read(schema, request.body);
  return Object.fromEntries(Object.entries(body).filter(([name]) => isBodyMember(schema, name)));
}

function readPayload(member: NormalizedSchema, body: Uint8Array, json: JsonShapes): unknown {
  if (body.byteLength === 0) return undefined;
  if (member.isBlobSchema()) return body;
  if (member.isStringSchema()) return new TextDecoder().decode(body);
  return json.read(member, body);
}

function readBinding(
  name: string,
  member: NormalizedSchema,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  query: URLSearchParams,
  taken: ReadonlySet<string>,
): unknown {
  const traits = member.getMergedTraits();
  const label = labels[name];
  if (traits.httpLabel && label !== undefined) return readHttpValue(member, label);
  if (traits.httpQuery) return readQuery(member, query.getAll(traits.httpQuery));
  if (traits.httpQueryParams) return Object.fromEntries([...query].filter(([key]) => !taken.has(key)));
  if (traits.httpPrefixHeaders) return readPrefixHeaders(request.headers, traits.httpPrefixHeaders);
  const header = traits.httpHeader ? request.headers[traits.httpHeader.toLowerCase()] : undefined;
  return header === undefined ? undefined : readHttpValue(member, header);
}

function readQuery(member: NormalizedSchema, values: readonly string[]): unknown {
  const [first] = values;
  if (first === undefined) return undefined;
  if (!member.isListSchema()) return readHttpValue(member, first);
  const item = member.getValueSchema();
  return values.map((value) => readHttpValue(item, value));
}

function readPrefixHeaders(
  headers: Readonly<Record<string, string>>,
  prefix: string,
): Record<string, string> {
  const start = prefix.toLowerCase();
  const matching = Object.entries(headers).filter(([name]) => name.startsWith(start));
  return Object.fromEntries(matching.map(([name, value]) => [name.slice(start.length), value]));
}

function hasBodyMembers(schema: NormalizedSchema): boolean {
  return [...schema.structIterator()].some(([name]) => isBodyMember(schema, name));
}

// In a request, what has no place in path, query or headers is in the body.
function isBodyMember(schema: NormalizedSchema, name: string): boolean {
  const traits = schema.getMemberSchema(name).getMergedTraits();
  return !(
    traits.httpLabel ||
    traits.httpQuery ||
    traits.httpQueryParams ||
    traits.httpHeader ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpPayload
  );
}
