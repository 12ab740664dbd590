import { assertRegisteredClaims, authorizedTenant } from './claims.js';
import type { Configuration, JwtRules } from './configuration.js';
import { shown, type Decision } from './decision-log.js';
import { acceptedAlgorithm, assertSignature, parseJws } from './jws.js';
import type { KeySet } from './key-set.js';
import { Refusal } from './refusal.js';
import { member, parseJsonObject } from './strict-json.js';
import { derivedKey, hasChecksum, looksLikeTenantKey, maskedKey } from './tenant-key.js';

/** Who calls, as far as this function can know. */
export interface Caller {
  readonly principalId: string;
  readonly method: 'jwt' | 'key';
  /** Whose key it is, only API Gateway knows. */
  readonly tenant?: string;
  readonly usageIdentifierKey?: string;
}

/** What a token is judged by. */
export interface Judgement {
  readonly configuration: Configuration;
  readonly keys: KeySet;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Finds out whose token it is, and notes in the decision what it says. @throws Refusal */
export async function identify(token: string, judgement: Judgement, decision: Decision): Promise<Caller> {
  const { jwt, tenantKeys, tenantKeySecret } = judgement.configuration;
  if (jwt && token.includes('.')) {
    decision.method = 'jwt';
    return jwtCaller(await tenantOf(token, jwt, judgement, decision), tenantKeySecret);
  }
  if (!tenantKeys || !looksLikeTenantKey(token)) throw new Refusal('not-accepted');
  decision.method = 'key';
  if (!hasChecksum(token)) throw new Refusal('checksum');
  return { principalId: maskedKey(token), method: 'key', usageIdentifierKey: token };
}

function jwtCaller(tenant: string, secret: string | undefined): Caller {
  const counted = secret === undefined ? {} : { usageIdentifierKey: derivedKey(secret, tenant) };
  return { principalId: tenant, method: 'jwt', tenant, ...counted };
}

/**
 * The tenant of a JWT. What costs nothing is checked before keys are looked for, so that a token that is of no use anyway fetches none;
 * nothing that the token says counts before its signature is checked.
 */
async function tenantOf(
  token: string,
  rules: JwtRules,
  { keys, now }: Judgement,
  decision: Decision,
): Promise<string> {
  const jws = parseJws(token);
  decision.alg = jws.algorithmName.slice(0, 10);
  decision.kid = shown(jws.kid);
  const algorithm = acceptedAlgorithm(jws, rules.algorithms);
  const claims = parseJsonObject(jws.payload);
  if (!claims) throw new Refusal('malformed');
  decision.issuer = shown(member(claims, 'iss'));
  assertRegisteredClaims(claims, rules, now() / 1_000);
  assertSignature(jws, algorithm, await keys.find(jws.kid, jws.algorithmName, algorithm));
  decision.tenant = shown(member(claims, rules.tenantClaim));
  return authorizedTenant(claims, rules);
}
