import type { IssuedToken, TokenOrder } from '../../src/local/issuer/serve-issuer.js';

/** Has the issuer of a local AWS sign a token. @param url where the local AWS listens */
export async function issueToken(url: string, order: TokenOrder): Promise<IssuedToken> {
  const body = JSON.stringify(order);
  const response = await fetch(`${url}/_aws/aigw/issuer/token`, { method: 'POST', body });
  if (!response.ok)
    throw new Error(`The issuer answered ${String(response.status)}: ${await response.text()}`);
  return (await response.json()) as IssuedToken;
}
