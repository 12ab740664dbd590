import type { FetchDocument } from './fetch-document.js';
import { member } from './strict-json.js';
import { trustedUrl } from './trusted-url.js';

/**
 * Asks an issuer where its keys are (OpenID Connect Discovery 1.0 §4). Its document has to name the same issuer, letter by letter, and an
 * issuer elsewhere cannot send this function to an address on its own machine.
 *
 * @throws Error that says what is wrong
 */
export async function discoverKeySet(issuer: string, fetch: FetchDocument): Promise<string> {
  const document = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (member(document, 'issuer') !== issuer) throw new Error('The discovery document is of another issuer.');
  const url = member(document, 'jwks_uri');
  if (typeof url !== 'string' || !isTrusted(url, issuer)) {
    throw new Error('The discovery document names no URL of keys that is https.');
  }
  return url;
}

function isTrusted(url: string, issuer: string): boolean {
  const protocol = trustedUrl(url)?.protocol;
  return protocol === 'https:' || (protocol === 'http:' && trustedUrl(issuer)?.protocol === 'http:');
}
