import { GatewayError } from '../errors.js';

/** UTC days, both included, as `YYYY-MM-DD`. */
export interface UsagePeriod {
  readonly from: string;
  readonly to: string;
}

const dayLength = 86_400_000;
const usualDays = 30;
/** AWS is said to keep usage for 90 days; no source of its own says so. */
const mostDays = 90;

/**
 * The period an operator asks for: the last 30 days up to today where nothing is said.
 *
 * @throws GatewayError `usage`
 */
export function parsePeriod(from: string | undefined, to: string | undefined, now: number): UsagePeriod {
  const last = to === undefined ? dayOf(now) : parseDay(to);
  const first = from === undefined ? dayOf(Date.parse(last) - (usualDays - 1) * dayLength) : parseDay(from);
  if (first > last)
    throw new GatewayError('usage', `${first} is after ${last}.`, { next: ['--from EARLIER --to LATER'] });
  const count = daysOf({ from: first, to: last }).length;
  if (count <= mostDays) return { from: first, to: last };
  throw new GatewayError('usage', `${count} days are too many.`, {
    reason: `API Gateway is asked for ${mostDays} at most: it keeps no more.`,
    next: [`--from ${dayOf(Date.parse(last) - (mostDays - 1) * dayLength)} --to ${last}`],
  });
}

/** Every day of the period. */
export function daysOf({ from, to }: UsagePeriod): string[] {
  const length = Math.round((Date.parse(to) - Date.parse(from)) / dayLength) + 1;
  return Array.from({ length }, (_, days) => dayOf(Date.parse(from) + days * dayLength));
}

function parseDay(text: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time) && dayOf(time) === text) return text;
  throw new GatewayError('usage', `"${text}" is not a day.`, { reason: 'Write it as 2026-11-20, in UTC.' });
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
