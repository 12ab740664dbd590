import type { AuthorizerEvent } from './authorizer-event.js';
import { bearerToken } from './bearer-token.js';
import type { Configuration } from './configuration.js';
import { beginDecision, type Decision } from './decision-log.js';
import { discoverKeySet } from './discovery.js';
import type { FetchDocument } from './fetch-document.js';
import { identify, type Judgement } from './identify.js';
import { KeySet } from './key-set.js';
import { allowStage, denyAll, type AuthorizerResult } from './policy.js';
import { asRefusal, Refusal } from './refusal.js';

export type Authorizer = (event: AuthorizerEvent) => Promise<AuthorizerResult>;

/**
 * The authorizer: answers with a policy, and leaves one log line. A refusal is either thrown with exactly the message `Unauthorized`,
 * which API Gateway answers with 401 and a body of its own, or a policy that denies, a 403 (DG/apigateway-use-lambda-authorizer).
 * Anything else that is thrown becomes a 500: only where keys cannot be loaded, or by a bug.
 *
 * @param configuration or what is wrong with it: then everybody is denied
 */
export function createAuthorizer(
  configuration: Configuration | string,
  fetch: FetchDocument,
  now: () => number,
  log: (decision: Decision) => void,
): Authorizer {
  const judge = typeof configuration === 'string' ? undefined : judgement(configuration, fetch, now);
  return async (event) => {
    const started = now();
    const decision = beginDecision(event, judge?.configuration.functionVersion);
    try {
      const token = bearerToken(event);
      if (token === undefined) throw new Refusal('no-token');
      if (!judge) throw new Refusal('misconfigured', String(configuration));
      const result = allowStage(event.methodArn, await identify(token, judge, decision));
      decision.outcome = 'allow';
      return result;
    } catch (error) {
      return refuse(asRefusal(error), decision);
    } finally {
      decision.durationMs = now() - started;
      log(decision);
    }
  };
}

function judgement(configuration: Configuration, fetch: FetchDocument, now: () => number): Judgement {
  const { issuer, jwksUrl } = configuration.jwt ?? {};
  const locate = async () => jwksUrl ?? discoverKeySet(issuer ?? '', fetch);
  return { configuration, keys: new KeySet(locate, fetch, now), now };
}

function refuse({ reason, detail, status }: Refusal, decision: Decision): AuthorizerResult {
  decision.outcome = status === 403 ? 'deny' : 'refuse';
  decision.reason = reason;
  decision.detail = detail;
  if (status === 403) return denyAll(reason);
  throw new Error(status === 401 ? 'Unauthorized' : `The authorizer could not decide: ${reason}`);
}
