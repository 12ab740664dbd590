import type { GatewayResponse, GatewayResponseType } from '@aws-sdk/client-api-gateway';

/** Every type with its status code, in the order of lists; the two defaults have none (LS, DG/supported-gateway-response-types). */
const statusCodes: Record<GatewayResponseType, string | undefined> = {
  ACCESS_DENIED: '403',
  API_CONFIGURATION_ERROR: '500',
  AUTHORIZER_CONFIGURATION_ERROR: '500',
  AUTHORIZER_FAILURE: '500',
  BAD_REQUEST_BODY: '400',
  BAD_REQUEST_PARAMETERS: '400',
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: '403',
  INTEGRATION_FAILURE: '504',
  INTEGRATION_TIMEOUT: '504',
  INVALID_API_KEY: '403',
  INVALID_SIGNATURE: '403',
  MISSING_AUTHENTICATION_TOKEN: '403',
  QUOTA_EXCEEDED: '429',
  REQUEST_TOO_LARGE: '413',
  RESOURCE_NOT_FOUND: '404',
  THROTTLED: '429',
  UNAUTHORIZED: '401',
  UNSUPPORTED_MEDIA_TYPE: '415',
  WAF_FILTERED: '403',
};

export const gatewayResponseTypes = Object.keys(statusCodes) as GatewayResponseType[];

/** The status code a type has when nobody set one. */
export function defaultStatusCode(type: GatewayResponseType): string | undefined {
  return statusCodes[type];
}

/** What a response says when nobody set a template. */
export function defaultTemplates(): Record<string, string> {
  return { 'application/json': '{"message":$context.error.messageString}' };
}

/** The response of that type: as set, or as generated from `DEFAULT_4XX` or `DEFAULT_5XX` where that is set (LS). */
export function effectiveResponse(
  set: ReadonlyMap<string, GatewayResponse>,
  type: GatewayResponseType,
): GatewayResponse {
  const own = set.get(type);
  if (own) return own;
  const status = defaultStatusCode(type);
  const fallback =
    status === undefined ? undefined : set.get(status.startsWith('4') ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const statusCode = fallback?.statusCode ?? status;
  return {
    responseType: type,
    ...(statusCode !== undefined && { statusCode }),
    responseParameters: { ...fallback?.responseParameters },
    responseTemplates: fallback?.responseTemplates ?? defaultTemplates(),
    defaultResponse: true,
  };
}

/** All types, as a list call and a deployment have them. */
export function effectiveResponses(set: ReadonlyMap<string, GatewayResponse>): GatewayResponse[] {
  return gatewayResponseTypes.map((type) => effectiveResponse(set, type));
}
