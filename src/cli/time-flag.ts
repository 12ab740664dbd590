import { Flags } from '@oclif/core';
import { parseDuration } from '../gateway/duration.js';
import { GatewayError } from '../gateway/errors.js';

/** A flag that takes a point in time, as a length of time before now (`10m`) or in ISO 8601, and gives milliseconds since the epoch. */
export const timeFlag = Flags.custom<number>({
  helpValue: 'TIME',
  parse: async (text) => parseTime(text, Date.now()),
});

/**
 * Reads `10m` (ago), `2026-11-20T18:00:00Z`, or `2026-11-20 18:00` (local time).
 *
 * @throws GatewayError `usage`
 */
export function parseTime(text: string, now: number): number {
  if (text === 'now') return now;
  if (/^[\d.]+[smhdw]/.test(text)) return now - parseDuration(text);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.replace(' ', 'T')) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new GatewayError('usage', `"${text}" is not a time.`, {
    reason: 'Write how long ago it was, or when: 10m, 2h, 2026-11-20T18:00:00Z, "2026-11-20 18:00".',
  });
}
