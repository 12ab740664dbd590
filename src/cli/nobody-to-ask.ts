import { GatewayError } from '../gateway/errors.js';

/**
 * Without a terminal nothing is asked: what had to be asked is to be said beforehand.
 *
 * @param need what is missing, e.g. `A rollback needs approval`
 * @param next the flags that say it
 */
export function nobodyToAsk(need: string, next: readonly string[]): GatewayError {
  return new GatewayError('usage', `${need}, and there is nobody to ask.`, {
    reason: 'This is not a terminal, or --json was given.',
    next,
  });
}
