import type { Authorizer, Method } from '@aws-sdk/client-api-gateway';
import type { ApiSnapshot } from '../api-source.js';

/** What a caller of the method must bring, by the names of the schemes. */
export function security(snapshot: ApiSnapshot, method: Method): Record<string, string[]>[] {
  const required: Record<string, string[]>[] = [];
  const authorizer = snapshot.authorizers.find(({ id }) => id === method.authorizerId);
  if (authorizer) required.push({ [authorizer.name ?? '']: method.authorizationScopes ?? [] });
  if (method.authorizationType === 'AWS_IAM') required.push({ sigv4: [] });
  if (method.apiKeyRequired) required.push({ api_key: [] });
  return required;
}

/** The schemes that methods use. @param extended with what API Gateway does for each */
export function securitySchemes(snapshot: ApiSnapshot, extended: boolean): Record<string, object> {
  const methods = snapshot.resources.flatMap(({ resourceMethods }) => Object.values(resourceMethods ?? {}));
  const used = new Set(methods.flatMap((method) => security(snapshot, method).flatMap(Object.keys)));
  return Object.fromEntries([...used].map((name) => [name, schemeOf(snapshot, name, extended)]));
}

function schemeOf(snapshot: ApiSnapshot, name: string, extended: boolean): object {
  if (name === 'api_key') return { type: 'apiKey', name: 'x-api-key', in: 'header' };
  const authorizer = snapshot.authorizers.find((one) => one.name === name);
  if (!authorizer) {
    const extension = extended && { 'x-amazon-apigateway-authtype': 'awsSigv4' };
    return { type: 'apiKey', name: 'Authorization', in: 'header', ...extension };
  }
  return {
    type: 'apiKey',
    name: headerOf(authorizer),
    in: 'header',
    ...(extended && {
      'x-amazon-apigateway-authtype': authorizer.authType,
      'x-amazon-apigateway-authorizer': authorizerExtension(authorizer),
    }),
  };
}

/** REQUEST authorizers read more than a header, so theirs is `Unused` (DG/api-gateway-swagger-extensions-authorizer). */
function headerOf({ type, identitySource }: Authorizer): string {
  return type === 'REQUEST'
    ? 'Unused'
    : (identitySource?.replace('method.request.header.', '') ?? 'Authorization');
}

function authorizerExtension(authorizer: Authorizer): object {
  return {
    ...(authorizer.providerARNs && { providerARNs: authorizer.providerARNs }),
    ...(authorizer.authorizerUri && { authorizerUri: authorizer.authorizerUri }),
    ...(authorizer.authorizerCredentials && { authorizerCredentials: authorizer.authorizerCredentials }),
    ...(authorizer.type === 'REQUEST' &&
      authorizer.identitySource && { identitySource: authorizer.identitySource }),
    ...(authorizer.identityValidationExpression && {
      identityValidationExpression: authorizer.identityValidationExpression,
    }),
    authorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds ?? 300,
    type: authorizer.type?.toLowerCase(),
  };
}
