import { formatDuration } from '../duration.js';
import { isTenantId } from '../tenant/tenant-id.js';
import type { AuthorizerSettings } from './authorizer-settings.js';
import { secondsIn, textIn, type Members, type ReadToken } from './read-token.js';

/** How far clocks may differ: what the authorizer allows unless told otherwise. */
const leewaySeconds = 60;

/**
 * Why an authorizer with these settings would refuse a token, as far as can be told without its keys: everything that is wrong, not
 * only the first. Nothing that is found means that signature and key decide.
 *
 * @param now milliseconds since 1970
 * @param keyIds of the issuer, where they are known
 */
export function tokenProblems(
  token: ReadToken,
  settings: AuthorizerSettings,
  now: number,
  keyIds?: readonly string[],
): string[] {
  switch (token.kind) {
    case 'unknown':
      return [token.problem];
    case 'key':
      if (token.checksum === 'wrong')
        return ['its checksum is wrong: a letter of the key is missing or mistyped'];
      return settings.tenantKeys
        ? []
        : ['tenant keys are not accepted (aigw authorizer enable --tenant-keys)'];
    case 'jwt':
      return settings.issuer === undefined
        ? ['JWTs are not accepted: the authorizer knows no issuer (aigw authorizer enable --issuer URL)']
        : jwtProblems(token, settings, now / 1_000, keyIds);
  }
}

function jwtProblems(
  { header, claims }: { readonly header: Members; readonly claims: Members },
  settings: AuthorizerSettings,
  now: number,
  keyIds: readonly string[] | undefined,
): string[] {
  return [
    ...headerProblems(header, settings, keyIds),
    ...originProblems(claims, settings),
    ...timeProblems(claims, now),
    ...tenantProblems(claims, settings),
  ];
}

function headerProblems(header: Members, { algorithms }: AuthorizerSettings, keyIds?: readonly string[]) {
  const found: string[] = [];
  const algorithm = textIn(header, 'alg');
  if (!algorithms.includes(algorithm ?? '')) {
    found.push(
      `it is signed by ${clipped(algorithm ?? 'no algorithm')}; accepted is ${algorithms.join(', ')}`,
    );
  }
  if (header['crit'] !== undefined) found.push('it has a critical header, none of which is understood');
  const keyId = textIn(header, 'kid');
  if (keyIds && keyId !== undefined && !keyIds.includes(keyId)) {
    found.push(
      `the issuer has no key ${clipped(keyId)}; it has ${keyIds.join(', ') || 'keys without names'}`,
    );
  }
  return found;
}

function originProblems(claims: Members, { issuer, audiences }: AuthorizerSettings): string[] {
  const found: string[] = [];
  const named = textIn(claims, 'iss');
  if (named !== issuer) found.push(`issuer is ${clipped(named ?? 'missing')}, expected ${issuer ?? 'none'}`);
  const audience = [claims['aud'] ?? []].flat().map(String);
  if (audiences.length > 0 && !audience.some((each) => audiences.includes(each))) {
    found.push(
      `audience is ${clipped(audience.join(', ') || 'missing')}, expected ${audiences.join(' or ')}`,
    );
  }
  return found;
}

function timeProblems(claims: Members, now: number): string[] {
  const [expires, notBefore, issued] = ['exp', 'nbf', 'iat'].map((name) => secondsIn(claims, name));
  const found: string[] = [];
  if (expires === undefined) found.push('it does not say when it expires (exp)');
  else if (now >= expires + leewaySeconds) found.push(`it expired ${spoken(now - expires)} ago`);
  if (notBefore !== undefined && now + leewaySeconds < notBefore) {
    found.push(`it is valid only in ${spoken(notBefore - now)}`);
  }
  if (issued !== undefined && now + leewaySeconds < issued) {
    found.push(`it was issued ${spoken(issued - now)} from now: a clock is wrong`);
  }
  return found;
}

function tenantProblems(claims: Members, { requiredClaims, tenantClaim }: AuthorizerSettings): string[] {
  const found = requiredClaims.flatMap((required) => {
    const at = required.indexOf('=');
    const [name, wanted] = [required.slice(0, at), required.slice(at + 1)];
    const value = claims[name];
    return holds(name, value, wanted) ? [] : [`${name} is ${shown(value)}, expected ${wanted}`];
  });
  const tenant = claims[tenantClaim];
  if (typeof tenant !== 'string' || !isTenantId(tenant)) {
    found.push(
      `its ${tenantClaim} is ${shown(tenant)}, which names no tenant (lower-case letters, digits, "-", "_", ".", at most 64)`,
    );
  }
  return found;
}

/** As the authorizer takes it: the value itself, one of a list, or one word of a scope. */
function holds(name: string, value: unknown, wanted: string): boolean {
  if (Array.isArray(value)) return value.includes(wanted);
  if (typeof value !== 'string') return typeof value !== 'object' && String(value) === wanted;
  return value === wanted || (/^(scope|scp)$/.test(name) && value.split(' ').includes(wanted));
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  return clipped(typeof value === 'string' ? value : JSON.stringify(value));
}

/** A token may say anything at any length. */
function clipped(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function spoken(seconds: number): string {
  return formatDuration(Math.round(seconds) * 1_000);
}
