/** What an authorizer answers (DG/api-gateway-lambda-authorizer-output). */
export interface AuthorizerResult {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly PolicyStatement[];
  };
  /** Handed to the integration and the access log; strings, numbers and booleans only. */
  readonly context?: Readonly<Record<string, string | number | boolean>>;
}

export interface PolicyStatement {
  readonly Action: 'execute-api:Invoke';
  readonly Effect: 'Allow' | 'Deny';
  readonly Resource: string;
}

/** Denies every method of every API to a caller: API Gateway answers 403, and may cache that for the same token. */
export function denyAll(principalId: string): AuthorizerResult {
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: '*' }],
    },
  };
}
