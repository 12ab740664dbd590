import type { Caller } from './identify.js';

/** What an authorizer answers (DG/api-gateway-lambda-authorizer-output). */
export interface AuthorizerResult {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly PolicyStatement[];
  };
  /** Handed to the integration and the access log; strings, numbers and booleans only. */
  readonly context: Readonly<Record<string, string>>;
  /** The value of the API key whose usage plan counts the call. */
  readonly usageIdentifierKey?: string;
}

export interface PolicyStatement {
  readonly Action: 'execute-api:Invoke';
  readonly Effect: 'Allow' | 'Deny';
  readonly Resource: string;
}

/**
 * Allows a caller every method of the stage that was called, and nothing beyond it: API Gateway caches the policy for the token and
 * judges later calls of other paths by it.
 *
 * @param methodArn of the call; its stage is what is allowed
 */
export function allowStage(methodArn: string | undefined, caller: Caller): AuthorizerResult {
  const stageArn = /^arn:[\w-]+:execute-api:[\w-]*:\d*:\w+\/[\w-]+(?=\/)/.exec(methodArn ?? '')?.[0];
  if (stageArn === undefined) throw new Error('The event has no ARN of a method.');
  const { principalId, tenant, method, usageIdentifierKey } = caller;
  return {
    principalId,
    policyDocument: policy('Allow', `${stageArn}/*`),
    context: { method, ...(tenant !== undefined && { tenant }) },
    ...(usageIdentifierKey !== undefined && { usageIdentifierKey }),
  };
}

/**
 * Denies every method of every API to a caller: API Gateway answers 403, and may cache that for the same token. A gateway response may
 * show `$context.authorizer.reason`.
 */
export function denyAll(reason: string): AuthorizerResult {
  return { principalId: 'unknown', policyDocument: policy('Deny', '*'), context: { reason } };
}

function policy(effect: PolicyStatement['Effect'], resource: string): AuthorizerResult['policyDocument'] {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
  };
}
