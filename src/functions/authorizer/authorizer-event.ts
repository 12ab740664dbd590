/** The part of a REQUEST authorizer's event that is read (DG/apigateway-use-lambda-authorizer). */
export interface AuthorizerEvent {
  readonly type?: string;
  /** `arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{verb}/{path}` */
  readonly methodArn?: string;
  /** Names as the client wrote them: HTTP/1.1 clients differ in case. */
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  /** The same with every value of a header that came more than once. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly requestContext?: { readonly requestId?: string; readonly extendedRequestId?: string };
}
