import { domainName, type Exchange } from './exchange.js';
import { headerValue } from './headers.js';

/**
 * The `requestContext` of a Lambda proxy event and of a REQUEST authorizer's event
 * (DG/set-up-lambda-proxy-integrations).
 */
export function requestContext(exchange: Exchange): Record<string, unknown> {
  const { request, route } = exchange;
  return {
    resourceId: route?.resourceId,
    resourcePath: route?.resourcePath,
    ...(route?.method.operationName && { operationName: route.method.operationName }),
    httpMethod: request.method,
    extendedRequestId: exchange.extendedRequestId,
    requestTime: commonLogTime(exchange.startedAt),
    path: `/${exchange.stageName}${request.path}`,
    accountId: exchange.region.accountId,
    protocol: request.protocol,
    stage: exchange.stageName,
    domainPrefix: exchange.apiId,
    requestTimeEpoch: exchange.startedAt,
    requestId: exchange.requestId,
    identity: clientIdentity(exchange),
    domainName: domainName(exchange),
    deploymentId: exchange.deploymentId,
    apiId: exchange.apiId,
    // Known as a `$context` variable; that AWS shows it to functions too is unverified.
    ...(exchange.isCanary !== undefined && { isCanaryRequest: exchange.isCanary }),
    ...authorizerContext(exchange),
  };
}

/** What the authorizer returned, as functions and logs see it. */
function authorizerContext({ identity, authorizer }: Exchange): Record<string, unknown> {
  if (!identity) return {};
  const { principalId, context } = identity;
  return { authorizer: { ...context, principalId, integrationLatency: authorizer.latency ?? 0 } };
}

function clientIdentity({ request, apiKey }: Exchange): Record<string, unknown> {
  return {
    cognitoIdentityPoolId: null,
    accountId: null,
    cognitoIdentityId: null,
    caller: null,
    sourceIp: request.sourceIp,
    principalOrgId: null,
    accessKey: null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: null,
    userAgent: headerValue(request.headers, 'user-agent') ?? null,
    user: null,
    ...(apiKey && { apiKey: apiKey.value, apiKeyId: apiKey.id }),
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Time as the common log format has it, e.g. `09/Apr/2026:12:34:56 +0000`. */
export function commonLogTime(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
