import type { AuthorizerEvent } from './authorizer-event.js';
import type { Reason } from './refusal.js';

/** One line of the authorizer's log. It never holds a token or a key. */
export interface Decision {
  readonly requestId: string | undefined;
  readonly extendedRequestId: string | undefined;
  readonly functionVersion: string | undefined;
  /** `refuse`: 401, or 500 where the reason is not the caller's; `deny`: 403. */
  outcome?: 'allow' | 'deny' | 'refuse';
  reason?: Reason;
  /** What exactly: the name of a claim, or why keys could not be loaded. */
  detail?: string | undefined;
  method?: 'jwt' | 'key';
  tenant?: string | undefined;
  /** As the token has them: where the outcome is not `allow`, anybody may have written them. */
  kid?: string | undefined;
  alg?: string;
  issuer?: string | undefined;
  durationMs?: number;
}

/** Longer texts of a token are cut. */
const MAX_LENGTH = 200;

export function beginDecision(event: AuthorizerEvent, functionVersion: string | undefined): Decision {
  const { requestId, extendedRequestId } = event.requestContext ?? {};
  return { requestId, extendedRequestId, functionVersion };
}

/** What a token says, as far as the log shows it. */
export function shown(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MAX_LENGTH) : undefined;
}

/** Writes the line to standard output: there Lambda adds no prefix to it, so that `{ $.field }` filters work. */
export function writeDecision(decision: Decision): void {
  process.stdout.write(`${JSON.stringify(decision)}\n`);
}
