import type { JwtRules } from './configuration.js';
import { Refusal } from './refusal.js';
import { member, type JsonObject } from './strict-json.js';
import { isTenantId } from './tenant-id.js';

/**
 * Checks what a token says of itself: by whom, for whom, when (RFC 7519 §4.1).
 *
 * @param now seconds since 1970
 * @throws Refusal, always one that API Gateway answers with 401
 */
export function assertRegisteredClaims(claims: JsonObject, rules: JwtRules, now: number): void {
  if (rules.issuer !== undefined && member(claims, 'iss') !== rules.issuer) throw new Refusal('issuer');
  if (rules.audiences.length > 0 && !isForOneOf(member(claims, 'aud'), rules.audiences)) {
    throw new Refusal('audience');
  }
  assertTimes(claims, rules.leewaySeconds, now);
}

/** What a caller that is known may lack. @returns the tenant's id @throws Refusal, always one for 403 */
export function authorizedTenant(claims: JsonObject, rules: JwtRules): string {
  for (const [name, wanted] of rules.requiredClaims) {
    if (!holds(name, member(claims, name), wanted)) throw new Refusal('required-claim', name);
  }
  const tenant = member(claims, rules.tenantClaim);
  if (typeof tenant !== 'string' || !isTenantId(tenant)) throw new Refusal('tenant-claim', rules.tenantClaim);
  return tenant;
}

function isForOneOf(audience: unknown, accepted: readonly string[]): boolean {
  const named: unknown[] = Array.isArray(audience) ? audience : [audience];
  return (
    named.every((each) => typeof each === 'string') && named.some((each) => accepted.includes(each as string))
  );
}

function assertTimes(claims: JsonObject, leeway: number, now: number): void {
  const expires = timeIn(claims, 'exp');
  if (expires === undefined) throw new Refusal('time-claim', 'exp');
  if (now >= expires + leeway) throw new Refusal('expired');
  if (now + leeway < (timeIn(claims, 'nbf') ?? 0)) throw new Refusal('not-yet-valid');
  if (now + leeway < (timeIn(claims, 'iat') ?? 0)) throw new Refusal('issued-in-future');
}

function timeIn(claims: JsonObject, name: string): number | undefined {
  const value = member(claims, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    throw new Refusal('time-claim', name);
  }
  return value;
}

/** A claim holds a value that it is, that is one of its list, or one of its words where it is a scope (RFC 8693 §4.2). */
function holds(name: string, value: unknown, wanted: string): boolean {
  if (Array.isArray(value)) return value.includes(wanted);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value) === wanted;
  if (typeof value !== 'string') return false;
  return value === wanted || (/^(scope|scp)$/.test(name) && value.split(' ').includes(wanted));
}
