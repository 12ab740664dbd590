/** What an authorizer function accepts, as its environment says. The secret beside it is never read. */
export interface AuthorizerSettings {
  /** Absent: JWTs are not accepted. */
  readonly issuer?: string;
  /** Absent: the issuer's discovery document says where its keys are. */
  readonly jwksUrl?: string;
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  readonly tenantClaim: string;
  /** `claim=value` each. */
  readonly requiredClaims: readonly string[];
  /** Whether API keys of tenants are accepted as bearer tokens. */
  readonly tenantKeys: boolean;
  readonly code: 'bundled' | 'custom';
}

/** Reads the environment that the template gives the function. */
export function settingsIn(environment: Readonly<Record<string, string | undefined>>): AuthorizerSettings {
  const { ISSUER, JWKS_URL, AUDIENCE, ALGORITHMS, TENANT_CLAIM, REQUIRED_CLAIMS, TENANT_KEYS, CODE } =
    environment;
  return {
    ...(ISSUER && { issuer: ISSUER }),
    ...(JWKS_URL && { jwksUrl: JWKS_URL }),
    audiences: listed(AUDIENCE),
    algorithms: listed(ALGORITHMS),
    tenantClaim: TENANT_CLAIM ?? 'sub',
    requiredClaims: listed(REQUIRED_CLAIMS),
    tenantKeys: TENANT_KEYS === 'true',
    code: CODE === 'custom' ? 'custom' : 'bundled',
  };
}

/** Whether anybody at all can get in: custom code may have its own ways. */
export function acceptsSomebody({ issuer, tenantKeys, code }: AuthorizerSettings): boolean {
  return issuer !== undefined || tenantKeys || code === 'custom';
}

function listed(text = ''): string[] {
  return text.split(',').filter((item) => item !== '');
}
