import { parseDocument, readDocument, type Readings, type ResponseMeter } from './readings.js';

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** Frames larger than this carry text, never usage: they are skipped, not kept. */
const KEPT_FRAME_LIMIT = 65_536;
const STRING_HEADER = 7;

/**
 * Reads `application/vnd.amazon.eventstream` (botocore/eventstream.py): the `metadata` and `messageStop` events of
 * ConverseStream, the metrics in the chunks of InvokeModelWithResponseStream, and exceptions.
 */
export class EventStreamMeter implements ResponseMeter {
  private readonly found: Readings = {};
  /** The frame being put together, when it does not lie within one chunk. */
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private skip = 0;
  private broken = false;

  observe(chunk: Buffer): void {
    if (this.broken) return;
    let rest = this.afterSkip(chunk);
    if (this.pendingBytes > 0 && rest.length > 0) rest = this.joined(rest);
    while (rest.length >= PRELUDE_BYTES && !this.broken) {
      const length = rest.readUInt32BE(0);
      if (length < PRELUDE_BYTES + CHECKSUM_BYTES) this.broken = true;
      else if (rest.length < length) return this.awaitRest(rest, length);
      else {
        this.readFrame(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    }
    this.keep(rest);
  }

  readings(): Readings {
    return this.found;
  }

  private afterSkip(chunk: Buffer): Buffer {
    const skipped = Math.min(this.skip, chunk.length);
    this.skip -= skipped;
    return chunk.subarray(skipped);
  }

  private joined(rest: Buffer): Buffer {
    const whole = Buffer.concat([...this.pending, rest]);
    this.pending = [];
    this.pendingBytes = 0;
    return whole;
  }

  private awaitRest(rest: Buffer, length: number): void {
    if (length > KEPT_FRAME_LIMIT) this.skip = length - rest.length;
    else this.keep(rest);
  }

  private keep(rest: Buffer): void {
    if (rest.length === 0) return;
    this.pending.push(rest);
    this.pendingBytes += rest.length;
  }

  private readFrame(frame: Buffer): void {
    const payloadStart = PRELUDE_BYTES + frame.readUInt32BE(4);
    const payloadEnd = frame.length - CHECKSUM_BYTES;
    if (payloadStart > payloadEnd || payloadEnd - payloadStart > KEPT_FRAME_LIMIT) return;
    const headers = stringHeaders(frame.subarray(PRELUDE_BYTES, payloadStart));
    const exception = headers.get(':exception-type') ?? headers.get(':error-code');
    if (exception !== undefined) this.found.errorType = exception.slice(0, 64);
    else this.readEvent(headers.get(':event-type'), frame.subarray(payloadStart, payloadEnd));
  }

  private readEvent(type: string | undefined, payload: Buffer): void {
    if (type === 'metadata' || type === 'messageStop') {
      Object.assign(this.found, readDocument(parseDocument(payload.toString('utf8'))));
    } else if (type === 'chunk') {
      const text = chunkText(payload);
      if (text.includes('"amazon-bedrock-')) Object.assign(this.found, readDocument(parseDocument(text)));
    }
  }
}

/** What a chunk event carries, base64 in the member `bytes` (BC PayloadPart). */
function chunkText(payload: Buffer): string {
  const encoded = /"bytes"\s*:\s*"([A-Za-z0-9+/=]*)"/.exec(payload.toString('latin1'))?.[1];
  return Buffer.from(encoded ?? '', 'base64').toString('utf8');
}

/** The headers of a frame that are strings; reading stops at the first of another kind, which Bedrock does not send. */
function stringHeaders(block: Buffer): Map<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at < block.length;) {
    const nameEnd = at + 1 + block.readUInt8(at);
    if (nameEnd + 3 > block.length || block.readUInt8(nameEnd) !== STRING_HEADER) break;
    const valueEnd = nameEnd + 3 + block.readUInt16BE(nameEnd + 1);
    headers.set(block.toString('utf8', at + 1, nameEnd), block.toString('utf8', nameEnd + 3, valueEnd));
    at = valueEnd;
  }
  return headers;
}
