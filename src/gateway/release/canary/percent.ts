import { GatewayError } from '../../errors.js';

/**
 * Reads a share of the requests: 0 to 100, with two decimals at most.
 *
 * @throws GatewayError `usage`
 */
export function parsePercent(text: string): number {
  const percent = Number(text);
  if (/^\d{1,3}(\.\d{1,2})?$/.test(text.trim()) && percent <= 100) return percent;
  throw new GatewayError('usage', `"${text}" is not a share of the requests.`, {
    reason: 'A share is a number from 0 to 100, with two decimals at most.',
    next: ['10', '2.5'],
  });
}

/** Refuses a share that did not come through `parsePercent`. @throws GatewayError `usage` */
export function assertPercent(percent: number): void {
  parsePercent(String(percent));
}
