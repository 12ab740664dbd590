import type { NormalizedSchema } from '@smithy/core/schema';
import { fromUtf8 } from '@smithy/core/serde';
import { EVENT_STREAM_TYPE, eventFrames } from './event-frames.js';
import { writeHttpValue } from './http-values.js';
import type { JsonShapes } from './json-shapes.js';
import { NO_BODY, type WireResponse } from './wire.js';

type Output = Readonly<Record<string, unknown>>;

/**
 * Spreads an operation's output, or an error's members, over status, headers and body as the HTTP bindings say.
 *
 * @param status what applies unless a member carries the status
 */
export function writeRestOutput(
  schema: NormalizedSchema,
  output: object,
  status: number,
  json: JsonShapes,
): WireResponse {
  if (schema.isUnitSchema()) return { status, headers: {}, body: NO_BODY };
  const values = output as Output;
  const headers: Record<string, string> = {};
  let sentStatus = status;
  for (const [name, member] of schema.structIterator()) {
    const value = values[name];
    if (value === undefined || value === null) continue;
    const traits = member.getMergedTraits();
    if (traits.httpResponseCode) sentStatus = Number(value);
    if (traits.httpHeader) headers[traits.httpHeader.toLowerCase()] = writeHttpValue(member, value);
  }
  const { type, body } = writeBody(schema, values, json);
  return { status: sentStatus, headers: type ? { 'content-type': type, ...headers } : headers, body };
}

interface WrittenBody {
  readonly type?: string;
  readonly body: WireResponse['body'];
}

function writeBody(schema: NormalizedSchema, values: Output, json: JsonShapes): WrittenBody {
  for (const [name, member] of schema.structIterator()) {
    if (member.getMergedTraits().httpPayload || member.isStreaming())
      return writePayload(member, values[name], json);
  }
  const names = [...schema.structIterator()]
    .filter(([, member]) => isBodyMember(member))
    .map(([name]) => name);
  if (names.length === 0) return { body: NO_BODY };
  // An operation may return more than the shape has (a stored record, say); the wire carries what the shape has.
  const inBody = Object.fromEntries(names.map((name) => [name, values[name]]));
  return { type: 'application/json', body: json.write(schema, inBody) };
}

// Path and query bindings mean nothing in an answer: API Gateway's lists have `position` bound to the query, and in the body.
function isBodyMember(member: NormalizedSchema): boolean {
  const traits = member.getMergedTraits();
  return !(
    traits.httpHeader ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpResponseCode ||
    traits.httpPayload
  );
}

function writePayload(member: NormalizedSchema, value: unknown, json: JsonShapes): WrittenBody {
  if (member.isStructSchema() && member.isStreaming()) {
    return { type: EVENT_STREAM_TYPE, body: eventFrames(member, value as AsyncIterable<object>, json) };
  }
  if (value === undefined || value === null) return { body: NO_BODY };
  if (value instanceof Uint8Array) return { type: 'application/octet-stream', body: value };
  if (typeof value === 'string') return { type: 'text/plain', body: fromUtf8(value) };
  return { type: 'application/json', body: json.write(member, value) };
}
