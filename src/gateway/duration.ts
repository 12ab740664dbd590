import { GatewayError } from './errors.js';

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Reads a length of time as people type it: `90s`, `10m`, `24h`, `7d`, `2w`, or several together, `1h30m`.
 *
 * @returns milliseconds, more than 0
 * @throws GatewayError `usage`
 */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)];
  const length = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
  if (length > 0 && parts.map(([part]) => part).join('') === text) return Math.round(length);
  throw new GatewayError('usage', `"${text}" is not a length of time.`, {
    reason: 'Write a number and a unit: 90s, 10m, 24h, 7d, 2w.',
  });
}

/** Shows a length of time in its two largest units: `1h 30m`, `45s`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms / 1_000);
  const parts = Object.entries(units)
    .reverse()
    .flatMap(([unit, size]) => {
      const count = Math.floor(rest / (size / 1_000));
      rest -= count * (size / 1_000);
      return count > 0 ? [`${count}${unit}`] : [];
    });
  return parts.length === 0 ? '0s' : parts.slice(0, 2).join(' ');
}
