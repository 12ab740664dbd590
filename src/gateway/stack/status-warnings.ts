import { canaryConditionOf } from '../release/canary/canary-condition.js';
import type { MethodProtection } from '../release/api-service.js';
import type { LiveState } from '../release/live-state.js';
import { conditionOf, type StackCondition } from './stack-state.js';
import type { AuthorizationState, GatewayStatus } from './status.js';

/** What an operator should know of a gateway and would not see in its figures, with what to type next. */
export function statusWarnings({ stack, gateway, live, authorization }: GatewayStatus): string[] {
  const found: string[] = [];
  const hint = stack.status.startsWith('DELETE_') ? deletionHint : stackHints[conditionOf(stack.status)];
  if (hint !== undefined) found.push(hint);
  else if (!gateway) found.push('The stack holds no gateway: aigw deploy');
  if (gateway && !live) found.push(`Stage ${gateway.stageName} is missing: aigw deploy`);
  if (live) found.push(...releaseWarnings(live));
  if (authorization) found.push(...authorizationWarnings(authorization));
  return found;
}

const deletionHint = 'Its deletion is not finished: aigw destroy follows it, or says what blocks it';

/** What the next deployment would do with a stack that is not simply up to date. */
const stackHints: Partial<Record<StackCondition, string>> = {
  review: 'Nothing of it exists yet: aigw deploy goes on with it, aigw destroy removes it',
  busy: 'An operation is under way: aigw deploy follows it and goes on',
  'update-failed': 'aigw deploy offers to roll the failed update back, and goes on',
  'rollback-stuck': 'aigw deploy offers to continue the rollback, and goes on',
  'delete-only': 'aigw deploy offers to delete what is left of it, and makes it anew',
};

function releaseWarnings(live: LiveState): string[] {
  if (canaryConditionOf(live.stage) === 'promoted') return [promotionUnfinished];
  if (!live.release) return ['The live deployment is not one that aigw made: clients get 503: aigw deploy'];
  if (live.drift && live.canary) return live.canaryDrift ? [driftBesideCanary] : [];
  return live.drift ? ['The draft holds changes that are not live: aigw deploy'] : [];
}

const promotionUnfinished =
  'The canary is promoted, but was not removed: aigw canary promote or aigw canary abort finishes it';
const driftBesideCanary =
  'The draft holds changes that neither the canary nor the rest has: promote or abort it, then aigw deploy';

function authorizationWarnings({ live, draft }: { live: AuthorizationState; draft: AuthorizationState }) {
  const found: string[] = [];
  if (live !== draft)
    found.push(`Authorization is ${live} for clients now, but ${draft} in the draft: aigw deploy`);
  if (live === 'mixed')
    found.push('Some methods ask for authorization and others do not: aigw authorizer status');
  if (live === 'off')
    found.push(
      'Authorization is off: whoever reaches the endpoint may use the models (aigw authorizer enable)',
    );
  return found;
}

/** A method that the next deployment would protect otherwise than clients meet it now. */
export interface ProtectionDifference {
  readonly path: string;
  readonly method: string;
  /** Absent where the snapshot does not have the method. */
  readonly live?: MethodProtection;
  readonly draft?: MethodProtection;
}

/** The methods whose protection differs between what is live and the draft. */
export function protectionDifferences(live: LiveState): ProtectionDifference[] {
  const [present, next] = [byMethod(live.protections), byMethod(live.draft.protections)];
  const names = [...new Set([...present.keys(), ...next.keys()])].sort();
  return names.flatMap((name) => {
    const [here, there] = [present.get(name), next.get(name)];
    const { path, method } = here ?? there ?? { path: '', method: '' };
    return describeProtection(here) === describeProtection(there)
      ? []
      : [{ path, method, live: here, draft: there }];
  });
}

function byMethod(methods: readonly MethodProtection[]): Map<string, MethodProtection> {
  return new Map(methods.map((method) => [`${method.path} ${method.method}`, method]));
}

/** `no authorization`, `CUSTOM + API key`, `not there` */
export function describeProtection(method: MethodProtection | undefined): string {
  if (!method) return 'not there';
  const authorization = method.authorization === 'NONE' ? 'no authorization' : method.authorization;
  return method.apiKeyRequired ? `${authorization} + API key` : authorization;
}
