/** Whether a policy allows a request. */
export type PolicyDecision = 'allow' | 'deny';

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/**
 * What API Gateway would decide by an authorizer's policy: a denial that matches wins, and what nothing allows is denied
 * (DG/api-gateway-lambda-authorizer-output). A statement that cannot be judged here (`NotAction`, `Condition`) never allows.
 *
 * @param methodArn of the request
 */
export function policyDecision(policy: string, methodArn: string): PolicyDecision {
  const matching = statementsIn(policy).filter((statement) => concerns(statement, methodArn));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'deny';
  return matching.some(({ Effect, Condition }) => Effect === 'Allow' && Condition === undefined)
    ? 'allow'
    : 'deny';
}

function statementsIn(policy: string): Statement[] {
  const document = JSON.parse(policy) as { readonly Statement?: Statement | Statement[] } | null;
  return [document?.Statement ?? []].flat();
}

function concerns({ Action, Resource }: Statement, methodArn: string): boolean {
  return (
    [Action].flat().some((action) => matches(action, 'execute-api:Invoke', 'i')) &&
    [Resource].flat().some((resource) => matchesArn(resource, methodArn))
  );
}

/** ARNs are compared part by part: a wildcard does not reach over a colon. A lone `*` is everything (IAM/reference_policies_elements_resource). */
function matchesArn(pattern: unknown, arn: string): boolean {
  if (typeof pattern !== 'string' || pattern === '*') return pattern === '*';
  const [wanted, given] = [partsOf(pattern), partsOf(arn)];
  return wanted.length === given.length && wanted.every((part, index) => matches(part, given[index] ?? ''));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function matches(pattern: unknown, text: string, flags = ''): boolean {
  if (typeof pattern !== 'string') return false;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, flags).test(text);
}
