import { parsePolicy, type Policy } from './authorizer-policy.js';
import type { Identity } from './exchange.js';
import { isRecord } from './records.js';

/** What an authorizer's function said, checked. */
export interface Verdict {
  readonly identity: Identity;
  readonly policy: Policy;
  /** The policy as the function wrote it. */
  readonly document: unknown;
}

/**
 * Reads an authorizer's output (DG/api-gateway-lambda-authorizer-output). Throws where AWS answers 500: no policy, a
 * context that is not flat, an output that is not an object.
 */
export function parseAuthorizerOutput(payload: Uint8Array): Verdict {
  const output: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
  if (!isRecord(output)) throw new Error('The authorizer returned no object.');
  const { principalId, usageIdentifierKey, context, policyDocument } = output;
  if (
    typeof usageIdentifierKey !== 'string' &&
    usageIdentifierKey !== undefined &&
    usageIdentifierKey !== null
  ) {
    throw new Error('usageIdentifierKey is not text.');
  }
  const identity: Identity = {
    principalId: typeof principalId === 'string' ? principalId : '',
    context: flatContext(context),
    ...(usageIdentifierKey && { usageIdentifierKey }),
  };
  return { identity, policy: parsePolicy(policyDocument), document: policyDocument };
}

function flatContext(context: unknown): Record<string, string> {
  if (context === undefined || context === null) return {};
  if (!isRecord(context)) throw new Error('The context is not an object.');
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(context)) {
    if (typeof value === 'object' && value !== null)
      throw new Error(`The context value ${name} is not flat.`);
    if (value !== null && value !== undefined) flat[name] = String(value as string | number | boolean);
  }
  return flat;
}
