/** What API Gateway hands to a REQUEST authorizer: the request without its body. */
export interface AuthorizerRequest {
  readonly type: 'REQUEST';
  /** arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{verb}/{path} */
  readonly methodArn: string;
  readonly resource: string;
  /** Still percent-encoded. */
  readonly path: string;
  readonly httpMethod: string;
  /** Names as the client wrote them. The gateway calls the authorizer only where Authorization is there. */
  readonly headers: Readonly<Record<string, string>> | null;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>> | null;
  readonly queryStringParameters: Readonly<Record<string, string>> | null;
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly stageVariables: Readonly<Record<string, string>> | null;
  readonly requestContext: {
    readonly requestId: string;
    readonly apiId: string;
    readonly stage: string;
    readonly identity: { readonly sourceIp: string; readonly userAgent?: string | null };
  };
}

/**
 * What the authorizer answers. API Gateway keeps it for the value of the Authorization header (AuthorizerCacheSeconds) and judges
 * every later request with that header by it, whatever its path: so allow the whole stage, or nothing.
 *
 * To refuse with 401, throw an Error whose message is exactly "Unauthorized". Any other error is a 500.
 */
export interface AuthorizerResult {
  /** Who it is: the tenant's id. Stands in the access log. */
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly {
      readonly Action: 'execute-api:Invoke';
      readonly Effect: 'Allow' | 'Deny';
      readonly Resource: string;
    }[];
  };
  /** For the logs: `tenant` and `method` are shown by aigw. Never put a token in it. */
  readonly context?: Readonly<Record<string, string | number | boolean>>;
  /** The value of the API key whose usage plan counts the call. Needed where the gateway requires API keys. */
  readonly usageIdentifierKey?: string;
}

export type AuthorizerHandler = (request: AuthorizerRequest) => Promise<AuthorizerResult>;
