import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** A frame of `application/vnd.amazon.eventstream`, made by AWS's own codec. */
export function eventFrame(eventType: string, payload: unknown): Buffer {
  return frame(
    { ':event-type': eventType, ':content-type': 'application/json', ':message-type': 'event' },
    payload,
  );
}

/** A frame that carries an exception. */
export function exceptionFrame(exceptionType: string, payload: unknown): Buffer {
  return frame(
    { ':exception-type': exceptionType, ':content-type': 'application/json', ':message-type': 'exception' },
    payload,
  );
}

/** A `chunk` of InvokeModelWithResponseStream: the model's own event in base64. */
export function chunkFrame(modelEvent: unknown): Buffer {
  return eventFrame('chunk', { bytes: Buffer.from(JSON.stringify(modelEvent)).toString('base64'), p: 'abc' });
}

function frame(names: Record<string, string>, payload: unknown): Buffer {
  const headers = Object.fromEntries(
    Object.entries(names).map(([name, value]) => [name, { type: 'string' as const, value }]),
  );
  return Buffer.from(codec.encode({ headers, body: Buffer.from(JSON.stringify(payload)) }));
}
