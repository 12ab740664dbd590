import { Flags } from '@oclif/core';
import { cognitoIssuer, type AuthorizerOptions } from '../gateway/authorizer/authorization-change.js';
import { GatewayError } from '../gateway/errors.js';

/** What both verbs that change authorization take. */
export const changeFlags = {
  yes: Flags.boolean({ char: 'y', description: 'Do not ask for approval.', env: 'AIGW_YES' }),
};

/** What `aigw authorizer enable` can say about who may call. What is not given stays as it is. */
export const authorizerFlags = {
  issuer: Flags.string({
    description: 'Issuer of the JWTs that are accepted, as in their iss.',
    env: 'AIGW_AUTHORIZER_ISSUER',
    helpGroup: 'WHO MAY CALL',
    helpValue: 'URL',
  }),
  'cognito-user-pool': Flags.string({
    description: 'Cognito user pool that issues them, instead of --issuer.',
    env: 'AIGW_COGNITO_USER_POOL',
    exclusive: ['issuer'],
    helpGroup: 'WHO MAY CALL',
    helpValue: 'ID',
  }),
  audience: Flags.string({
    description: 'Audience of which a JWT must have one. May be given several times.',
    env: 'AIGW_AUTHORIZER_AUDIENCE',
    helpGroup: 'WHO MAY CALL',
    helpValue: 'NAME',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'jwks-url': Flags.string({
    description: 'Where the keys of the issuer are, if its discovery document does not say it.',
    env: 'AIGW_AUTHORIZER_JWKS_URL',
    helpGroup: 'WHO MAY CALL',
    helpValue: 'URL',
  }),
  algorithms: Flags.string({
    description: 'Signatures that are accepted, separated by commas: RS256, PS384, ES512 …',
    env: 'AIGW_AUTHORIZER_ALGORITHMS',
    helpGroup: 'WHO MAY CALL',
    helpValue: 'LIST',
  }),
  'tenant-claim': Flags.string({
    description: 'Claim that names the tenant.',
    env: 'AIGW_AUTHORIZER_TENANT_CLAIM',
    helpGroup: 'WHO MAY CALL',
    helpValue: 'NAME',
  }),
  'required-claim': Flags.string({
    description: 'Claim that a JWT must have. May be given several times.',
    helpGroup: 'WHO MAY CALL',
    helpValue: 'Name=Value',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'tenant-keys': Flags.boolean({
    description: 'Accept API keys of tenants as bearer tokens. API Gateway then asks every client for a key.',
    env: 'AIGW_AUTHORIZER_TENANT_KEYS',
    helpGroup: 'WHO MAY CALL',
    allowNo: true,
  }),
  ttl: Flags.integer({
    description: 'Seconds that an answer of the authorizer is remembered; 0 asks for every request.',
    env: 'AIGW_AUTHORIZER_TTL',
    helpGroup: 'WHO MAY CALL',
    helpValue: 'SECONDS',
    min: 0,
    max: 3_600,
  }),
  code: Flags.string({
    description: 'Authorizer of your own: a TypeScript or JavaScript file, or a zip (aigw authorizer init).',
    env: 'AIGW_AUTHORIZER_CODE',
    helpGroup: 'WHO MAY CALL',
    helpValue: 'FILE',
  }),
  'bundled-code': Flags.boolean({
    description: 'Go back from code of your own to that of aigw.',
    exclusive: ['code'],
    helpGroup: 'WHO MAY CALL',
  }),
};

interface AuthorizerFlagValues {
  readonly issuer?: string;
  readonly 'cognito-user-pool'?: string;
  readonly audience?: readonly string[];
  readonly 'jwks-url'?: string;
  readonly algorithms?: string;
  readonly 'tenant-claim'?: string;
  readonly 'required-claim'?: readonly string[];
  readonly 'tenant-keys'?: boolean;
  readonly ttl?: number;
  readonly code?: string;
  readonly 'bundled-code': boolean;
}

/** What the flags say. @throws GatewayError `usage` for a user pool that cannot be one */
export function authorizerOptions(flags: AuthorizerFlagValues): AuthorizerOptions {
  const pool = flags['cognito-user-pool'];
  return {
    issuer: pool === undefined ? flags.issuer : cognitoIssuer(assertUserPool(pool)),
    // Keys of another issuer are of no use.
    jwksUrl: (flags['jwks-url'] ?? (pool ?? flags.issuer) === undefined) ? flags['jwks-url'] : '',
    audiences: flags.audience,
    algorithms: flags.algorithms?.split(',').map((name) => name.trim()),
    tenantClaim: flags['tenant-claim'],
    requiredClaims: flags['required-claim'],
    cacheSeconds: flags.ttl,
    tenantKeys: flags['tenant-keys'],
    customCode: flags.code !== undefined ? true : flags['bundled-code'] ? false : undefined,
  };
}

function assertUserPool(id: string): string {
  if (/^[a-z]{2,}(-[a-z]+)+-\d+_[A-Za-z0-9]+$/.test(id)) return id;
  throw new GatewayError('usage', `"${id}" is not the id of a Cognito user pool.`, {
    reason: 'It is a region, an underscore, and letters and digits.',
    next: ['--cognito-user-pool us-east-1_AbCdEfGhI'],
  });
}
