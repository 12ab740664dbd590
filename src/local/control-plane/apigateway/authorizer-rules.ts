import type { Authorizer } from '@aws-sdk/client-api-gateway';
import { badRequest } from './rejections.js';

export const authorizerTypes = ['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS'];

const lambdaUri = /^arn:[^:]+:apigateway:[^:]+:lambda:path\/[^/]+\/functions\/.+\/invocations$/;

/** Throws unless the authorizer is one API Gateway would take, taken as a whole (BC CreateAuthorizer). */
export function requireAuthorizer(authorizer: Authorizer): void {
  if (!authorizer.name) throw badRequest('Authorizer name cannot be empty');
  const ttl = authorizer.authorizerResultTtlInSeconds ?? 300;
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > 3600) {
    throw badRequest('Authorizer result TTL must be between 0 and 3600 seconds');
  }
  requireIdentitySource(authorizer, ttl);
  if (authorizer.type === 'COGNITO_USER_POOLS') requireProviders(authorizer);
  else requireUri(authorizer.authorizerUri);
}

function requireUri(uri: string | undefined): void {
  if (uri === undefined || !lambdaUri.test(uri)) {
    throw badRequest(
      `Invalid Authorizer URI: ${uri ?? 'null'}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
  }
}

/** TOKEN needs one header; REQUEST needs sources only while it caches (DG/apigateway-use-lambda-authorizer). */
function requireIdentitySource({ type, identitySource }: Authorizer, ttl: number): void {
  const sources = identitySource?.split(',').map((source) => source.trim()) ?? [];
  if (type === 'REQUEST') {
    if (ttl > 0 && sources.length === 0) {
      throw badRequest('Identity source is required when authorizer caching is enabled');
    }
    const known = /^(method\.request\.(header|querystring)\.|stageVariables\.|context\.)\S+$/;
    const bad = sources.find((source) => !known.test(source));
    if (bad !== undefined) throw badRequest(`Invalid mapping expression specified: ${bad}`);
  } else if (
    type === 'TOKEN' &&
    !(sources.length === 1 && sources[0]?.startsWith('method.request.header.'))
  ) {
    throw badRequest(`Invalid mapping expression specified: ${identitySource ?? 'null'}`);
  }
}

function requireProviders({ providerARNs }: Authorizer): void {
  if (!providerARNs?.length) throw badRequest('COGNITO_USER_POOLS authorizers require provider ARNs');
}
