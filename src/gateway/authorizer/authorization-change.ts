import type { FunctionCode, ReleaseRequest } from '../release/release.js';

/** What is to become of authorization. */
export interface AuthorizationChange {
  readonly expected: 'on' | 'off';
  /** Template parameters to set; all others stay. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What the authorizer runs; absent where nobody will ask it: then it stays as it is. */
  readonly code?: {
    readonly bundled: FunctionCode;
    /** The operator's own, where it is given. */
    readonly custom?: FunctionCode;
  };
  /** Only for a share of the requests. */
  readonly canary?: ReleaseRequest['canary'];
}

/** What an operator can say about who may call. What is not given stays as it is. */
export interface AuthorizerOptions {
  readonly issuer?: string;
  readonly jwksUrl?: string;
  readonly audiences?: readonly string[];
  readonly algorithms?: readonly string[];
  readonly tenantClaim?: string;
  /** `claim=value` each. */
  readonly requiredClaims?: readonly string[];
  readonly cacheSeconds?: number;
  readonly tenantKeys?: boolean;
  readonly customCode?: boolean;
}

/** The issuer of tokens of a Cognito user pool (its region is the first part of its id). */
export function cognitoIssuer(userPoolId: string): string {
  const region = userPoolId.split('_', 1)[0] ?? '';
  return `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
}

/** Parameters that turn authorization on. Tenant keys need API Gateway to check them, so they bring `RequireApiKey`. */
export function enablingParameters(options: AuthorizerOptions): Record<string, string> {
  const { audiences, algorithms, requiredClaims, cacheSeconds, tenantKeys, customCode } = options;
  const given: Record<string, string | undefined> = {
    EnableAuthorizer: 'true',
    AuthorizerIssuer: options.issuer,
    AuthorizerJwksUrl: options.jwksUrl,
    AuthorizerAudience: audiences?.join(','),
    AuthorizerAlgorithms: algorithms?.join(','),
    AuthorizerTenantClaim: options.tenantClaim,
    AuthorizerRequiredClaims: requiredClaims?.join(','),
    AuthorizerCacheSeconds: cacheSeconds?.toString(),
    AuthorizerTenantKeys: tenantKeys?.toString(),
    RequireApiKey: tenantKeys === true ? 'true' : undefined,
    AuthorizerCode: customCode === undefined ? undefined : customCode ? 'custom' : 'bundled',
  };
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Parameters that turn it off. What the authorizer accepts stays for the day it is turned on again. */
export const disablingParameters: Readonly<Record<string, string>> = { EnableAuthorizer: 'false' };
