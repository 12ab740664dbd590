import { isRecord } from './records.js';

export type PolicyDecision = 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';

interface Statement {
  readonly effect: string;
  readonly matches: (action: string, resource: string) => boolean;
  readonly conditional: boolean;
}

/** An authorizer's policy, ready to be asked. */
export type Policy = (methodArn: string) => PolicyDecision;

const INVOKE = 'execute-api:Invoke';

/**
 * Reads a policy document. Throws on one that AWS would not take. Conditions are not evaluated here and fail closed:
 * an Allow with a condition never counts, a Deny with one always does.
 */
export function parsePolicy(document: unknown): Policy {
  if (!isRecord(document)) throw new Error('policyDocument is missing.');
  const statements = asList(document['Statement']).map(parseStatement);
  return (methodArn) => {
    const matching = statements.filter(({ matches }) => matches(INVOKE, methodArn));
    if (matching.some(({ effect }) => effect === 'deny')) return 'ExplicitDeny';
    return matching.some(({ effect, conditional }) => effect === 'allow' && !conditional)
      ? 'Allow'
      : 'ImplicitDeny';
  };
}

function parseStatement(value: unknown): Statement {
  if (!isRecord(value)) throw new Error('A statement is not an object.');
  const effect = value['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new Error('A statement has no Effect.');
  const action = matcher(value['Action'], value['NotAction'], matchesAction);
  const resource = matcher(value['Resource'], value['NotResource'], matchesArn);
  return {
    effect: effect.toLowerCase(),
    matches: (calledAction, calledResource) => action(calledAction) && resource(calledResource),
    conditional: isRecord(value['Condition']) && Object.keys(value['Condition']).length > 0,
  };
}

function matcher(
  included: unknown,
  excluded: unknown,
  matches: (pattern: string, subject: string) => boolean,
): (subject: string) => boolean {
  if ((included === undefined) === (excluded === undefined))
    throw new Error('A statement needs one of Action and NotAction, Resource and NotResource.');
  const patterns = asList(included ?? excluded).map(asText);
  return (subject) => patterns.some((pattern) => matches(pattern, subject)) === (included !== undefined);
}

function matchesAction(pattern: string, action: string): boolean {
  return glob(pattern.toLowerCase()).test(action.toLowerCase());
}

/**
 * ARNs are compared part by part: a wildcard does not reach over a colon, but over slashes it does. A lone `*` is
 * everything (IAM/reference_policies_elements_resource).
 */
function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const wanted = arnParts(pattern);
  const given = arnParts(arn);
  return wanted.length === given.length && wanted.every((part, index) => glob(part).test(given[index] ?? ''));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) throw new Error('A policy element is missing.');
  return Array.isArray(value) ? value : [value];
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new Error('A policy element is not text.');
  return value;
}
