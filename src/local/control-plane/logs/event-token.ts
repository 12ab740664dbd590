import type { EventPosition } from './log-record.js';
import { invalidToken } from './rejections.js';

/** Widths of the two numbers in the 56 digits AWS uses for event ids and tokens. */
const TIMESTAMP_DIGITS = 16;
const SEQUENCE_DIGITS = 40;

/** Tokens end after 24 hours (BC). */
const LIFETIME = 24 * 60 * 60_000;

/** An event's id: unique, and ordered as the events are. */
export function eventId({ timestamp, sequence }: EventPosition): string {
  return String(timestamp).padStart(TIMESTAMP_DIGITS, '0') + String(sequence).padStart(SEQUENCE_DIGITS, '0');
}

/** Where reading a stream goes on: `forward` after the position, `backward` before it. */
export interface StreamToken {
  readonly direction: 'forward' | 'backward';
  readonly position: EventPosition;
}

/** `f/…/s` or `b/…/s`, as GetLogEvents answers them. */
export function writeStreamToken({ direction, position }: StreamToken): string {
  return `${direction === 'forward' ? 'f' : 'b'}/${eventId(position)}/s`;
}

/** @throws AwsError InvalidParameterException */
export function readStreamToken(token: string): StreamToken {
  const match = /^([fb])\/(\d{56})(?:\/s)?$/.exec(token);
  const digits = match?.[2];
  if (!digits) throw invalidToken();
  const position = {
    timestamp: Number(digits.slice(0, TIMESTAMP_DIGITS)),
    sequence: Number(digits.slice(TIMESTAMP_DIGITS)),
  };
  return { direction: match[1] === 'f' ? 'forward' : 'backward', position };
}

/** Where a search goes on: after `position`. */
export function writeSearchToken(position: EventPosition, now: number): string {
  return Buffer.from(JSON.stringify([position.timestamp, position.sequence, now])).toString('base64url');
}

/** @throws AwsError InvalidParameterException for a token that is not ours, or a day old */
export function readSearchToken(token: string, now: number): EventPosition {
  const [timestamp, sequence, issued] = readNumbers(token);
  if (timestamp === undefined || sequence === undefined || issued === undefined) throw invalidToken();
  if (now - issued > LIFETIME) throw invalidToken();
  return { timestamp, sequence };
}

function readNumbers(token: string): number[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(parsed) ? parsed.filter((item) => typeof item === 'number') : [];
  } catch {
    throw invalidToken();
  }
}
