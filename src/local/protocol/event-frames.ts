import { EventStreamCodec } from '@smithy/core/event-streams';
import type { NormalizedSchema } from '@smithy/core/schema';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { AwsError } from '../errors.js';
import type { JsonShapes } from './json-shapes.js';

type EventHeaders = Parameters<EventStreamCodec['encode']>[0]['headers'];
type EventHeader = EventHeaders[string];

/** The media type of an event stream. */
export const EVENT_STREAM_TYPE = 'application/vnd.amazon.eventstream';

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** The first frame of an event stream in a JSON-RPC protocol: the output's other members. */
export function initialResponseFrame(schema: NormalizedSchema, output: object, json: JsonShapes): Uint8Array {
  const streamMember = schema.getEventStreamMember();
  const rest = Object.fromEntries(Object.entries(output).filter(([name]) => name !== streamMember));
  return eventFrame('initial-response', json.write(schema, rest), 'application/json');
}

/**
 * Frames of an event stream: prelude, headers, payload and their checksums. A failure of the source becomes an exception
 * frame where it is an `AwsError`; anything else breaks the stream, as a lost connection would.
 *
 * @param union the schema of the output member that is the stream
 */
export async function* eventFrames(
  union: NormalizedSchema,
  events: AsyncIterable<object>,
  json: JsonShapes,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const event of events) yield encodeEvent(union, event, json);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    yield exceptionFrame(union, error, json);
  }
}

function encodeEvent(union: NormalizedSchema, event: object, json: JsonShapes): Uint8Array {
  const [type, value] =
    Object.entries(event as Record<string, Record<string, unknown>>).find(([, v]) => v !== undefined) ?? [];
  if (type === undefined || value === undefined)
    throw new Error('An event of a stream names no member of its union.');
  const schema = union.getMemberSchema(type);
  const headers: EventHeaders = {};
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.eventPayload)
      return eventFrame(type, payloadBytes(member, value[name], json), payloadType(member), headers);
    if (traits.eventHeader && value[name] !== undefined) headers[name] = headerValue(member, value[name]);
  }
  return eventFrame(type, json.write(schema, value), 'application/json', headers);
}

function eventFrame(
  type: string,
  body: Uint8Array,
  contentType: string,
  extra: EventHeaders = {},
): Uint8Array {
  return codec.encode({
    headers: {
      ...extra,
      ':message-type': text('event'),
      ':event-type': text(type),
      ':content-type': text(contentType),
    },
    body,
  });
}

function exceptionFrame(union: NormalizedSchema, error: AwsError, json: JsonShapes): Uint8Array {
  for (const [name, member] of union.structIterator()) {
    if (member.getName() !== error.code) continue;
    const body = json.write(member, { message: error.message, ...error.members });
    return codec.encode({
      headers: {
        ':message-type': text('exception'),
        ':exception-type': text(name),
        ':content-type': text('application/json'),
      },
      body,
    });
  }
  return codec.encode({
    headers: {
      ':message-type': text('error'),
      ':error-code': text(error.code),
      ':error-message': text(error.message),
    },
    body: new Uint8Array(0),
  });
}

function payloadBytes(schema: NormalizedSchema, value: unknown, json: JsonShapes): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return fromUtf8(value);
  return json.write(schema, (value ?? {}) as object);
}

function payloadType(schema: NormalizedSchema): string {
  if (schema.isBlobSchema()) return 'application/octet-stream';
  return schema.isStringSchema() ? 'text/plain' : 'application/json';
}

function headerValue(schema: NormalizedSchema, value: unknown): EventHeader {
  if (schema.isBooleanSchema()) return { type: 'boolean', value: value === true };
  if (schema.isNumericSchema()) return { type: 'integer', value: Number(value) };
  if (value instanceof Date) return { type: 'timestamp', value };
  return value instanceof Uint8Array ? { type: 'binary', value } : text(String(value));
}

function text(value: string): EventHeader {
  return { type: 'string', value };
}
