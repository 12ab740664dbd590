/** Values of one header or query parameter under its name. API Gateway sends null where there are none. */
export type MultiValues = Readonly<Record<string, readonly string[]>> | null;

/** The part of API Gateway's REST proxy event that the forwarder reads. */
export interface ProxyEvent {
  readonly httpMethod: string;
  /** Still percent-encoded, unlike `pathParameters`; with a custom domain it carries the base path too. */
  readonly path: string;
  readonly resource?: string;
  readonly pathParameters?: Readonly<Record<string, string>> | null;
  readonly multiValueHeaders?: MultiValues;
  /** Decoded names and values. */
  readonly multiValueQueryStringParameters?: MultiValues;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: ProxyRequestContext;
}

export interface ProxyRequestContext {
  readonly requestId?: string;
  readonly extendedRequestId?: string;
  readonly stage?: string;
  readonly deploymentId?: string;
  readonly identity?: { readonly apiKeyId?: string | null };
  readonly authorizer?: Readonly<Record<string, unknown>> | null;
}
