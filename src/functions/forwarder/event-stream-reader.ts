import type { AnswerReader } from './answer-reading.js';

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
const LEAST_BYTES = PRELUDE_BYTES + CHECKSUM_BYTES;
/** Larger frames carry text, never usage: they are skipped when they come in pieces, not kept. */
const FRAME_LIMIT = 65_536;
/** The one header that says what a frame is: its name, the type of a string, two bytes of length, its value. */
const FRAME_KIND = /:(event|exception)-type\x07[\s\S]{2}(\w+)/;

/**
 * Reads `application/vnd.amazon.eventstream` (botocore/eventstream.py): the end of a ConverseStream, the metrics in the
 * chunks of an InvokeModelWithResponseStream, the guardrail's word, and exceptions, which become `"exception-type":"…"`.
 */
export function eventStreamReader(): AnswerReader {
  let pending: Buffer = Buffer.alloc(0);
  let skip = 0;
  let found = '';
  return {
    observe(chunk) {
      const fresh = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - fresh.length;
      pending = pending.length > 0 ? Buffer.concat([pending, fresh]) : fresh;
      while (pending.length >= LEAST_BYTES) {
        const length = Math.max(LEAST_BYTES, pending.readUInt32BE());
        const whole = length <= pending.length;
        if (whole) found = (found + frameText(pending.subarray(0, length))).slice(-FRAME_LIMIT);
        else if (length <= FRAME_LIMIT) return;
        else skip = length - pending.length;
        pending = pending.subarray(length);
      }
    },
    text: () => found,
  };
}

/** The text of a frame that says something about usage; of others, nothing. */
function frameText(frame: Buffer): string {
  const payloadStart = PRELUDE_BYTES + frame.readUInt32BE(4);
  const [, kind, name = ''] = FRAME_KIND.exec(frame.toString('latin1', PRELUDE_BYTES, payloadStart)) ?? [];
  if (kind === 'exception') return `"exception-type":"${name}"`;
  const payload = () => frame.toString('latin1', payloadStart, frame.length - CHECKSUM_BYTES);
  if (name === 'chunk') return chunkText(payload());
  return /^(?:metadata|messageStop|guardrail)$/.test(name) ? payload() : '';
}

/** What a chunk carries in base64 in its member `bytes` (BC PayloadPart), where Bedrock added its own to it. */
function chunkText(payload: string): string {
  const text = Buffer.from(/"bytes"\s*:\s*"([^"]*)/.exec(payload)?.[1] ?? '', 'base64').toString('latin1');
  return text.includes('"amazon-bedrock-') ? text : '';
}
