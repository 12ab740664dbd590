import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import type { AwsError } from '../errors.js';
import type { StreamEvent } from './model-request.js';

export const EVENT_STREAM_TYPE = 'application/vnd.amazon.eventstream';

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const PADDING = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** An event as a frame. Like Bedrock it pads each payload, so that sizes do not tell what was said. */
export function eventFrame(event: StreamEvent, index: number): Uint8Array {
  const payload = { ...event.payload, p: PADDING.slice(0, 1 + ((index * 7) % PADDING.length)) };
  return frame({ ':event-type': event.type, ':message-type': 'event' }, payload);
}

/** An error that comes after the answer has begun: the frame of an exception. */
export function exceptionFrame(error: AwsError): Uint8Array {
  const type = error.code.charAt(0).toLowerCase() + error.code.slice(1);
  return frame(
    { ':exception-type': type, ':message-type': 'exception' },
    { message: error.message, ...error.members },
  );
}

function frame(names: Readonly<Record<string, string>>, payload: object): Uint8Array {
  const all = { ...names, ':content-type': 'application/json' };
  const headers = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, { type: 'string' as const, value }]),
  );
  return codec.encode({ headers, body: fromUtf8(JSON.stringify(payload)) });
}
