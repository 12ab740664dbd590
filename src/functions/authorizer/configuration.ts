import { algorithmNamed } from './algorithms.js';
import { trustedUrl } from './trusted-url.js';

/** What a JWT has to be. */
export interface JwtRules {
  /** `iss` has to be this, where it is set. */
  readonly issuer: string | undefined;
  /** Where the keys are; absent: the issuer says. */
  readonly jwksUrl: string | undefined;
  /** `aud` has to name one of them; none: it is not looked at. */
  readonly audiences: readonly string[];
  readonly algorithms: ReadonlySet<string>;
  readonly tenantClaim: string;
  /** Name and value of claims that a token has to hold, all of them. */
  readonly requiredClaims: readonly (readonly [name: string, value: string])[];
  readonly leewaySeconds: number;
}

/** What the template sets. */
export interface Configuration {
  /** Absent: no JWT is accepted. */
  readonly jwt?: JwtRules;
  /** Whether tenant keys are accepted as bearer tokens. */
  readonly tenantKeys: boolean;
  /** Derives the API key that counts a JWT tenant's requests. */
  readonly tenantKeySecret: string | undefined;
  readonly functionVersion: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_ALGORITHMS = 'RS256,ES256';
const DEFAULT_LEEWAY_SECONDS = 60;
const MAX_LEEWAY_SECONDS = 300;

/**
 * Reads the function's environment; an empty variable counts as absent.
 *
 * @returns what is wrong instead, where nobody could be let in safely
 */
export function readConfiguration(environment: Environment): Configuration | string {
  const tenantKeys = environment.TENANT_KEYS === 'true';
  const jwt = environment.ISSUER || environment.JWKS_URL ? readJwtRules(environment) : undefined;
  if (typeof jwt === 'string') return jwt;
  if (!jwt && !tenantKeys) return 'There is neither ISSUER nor JWKS_URL, and TENANT_KEYS is not true.';
  return {
    ...(jwt && { jwt }),
    tenantKeys,
    tenantKeySecret: environment.TENANT_KEY_SECRET || undefined,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
  };
}

function readJwtRules(environment: Environment): JwtRules | string {
  const { ISSUER, JWKS_URL, AUDIENCE, CLOCK_LEEWAY_SECONDS } = environment;
  const audiences = commaList(AUDIENCE);
  const algorithms = commaList(environment.ALGORITHMS || DEFAULT_ALGORITHMS);
  const requiredClaims = commaList(environment.REQUIRED_CLAIMS).map(nameAndValue);
  const leewaySeconds = Number(CLOCK_LEEWAY_SECONDS || DEFAULT_LEEWAY_SECONDS);
  if (ISSUER && !trustedUrl(ISSUER)) return 'ISSUER is not an https URL.';
  if (JWKS_URL && !trustedUrl(JWKS_URL)) return 'JWKS_URL is not an https URL.';
  if (AUDIENCE && audiences.length === 0) return 'AUDIENCE names none.';
  if (!algorithms.every(algorithmNamed)) return 'ALGORITHMS names one that is not accepted here.';
  if (!requiredClaims.every(isPair)) return 'REQUIRED_CLAIMS is not a list of name=value.';
  if (!(leewaySeconds >= 0 && leewaySeconds <= MAX_LEEWAY_SECONDS))
    return 'CLOCK_LEEWAY_SECONDS is not 0 to 300.';
  return {
    issuer: ISSUER || undefined,
    jwksUrl: JWKS_URL || undefined,
    audiences,
    algorithms: new Set(algorithms),
    tenantClaim: environment.TENANT_CLAIM || 'sub',
    requiredClaims,
    leewaySeconds,
  };
}

function nameAndValue(text: string): [name: string, value: string] | undefined {
  const at = text.indexOf('=');
  return at < 1 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}

function isPair(pair: [string, string] | undefined): pair is [string, string] {
  return pair !== undefined;
}

function commaList(text = ''): string[] {
  return text.split(',').flatMap((item) => item.trim() || []);
}
