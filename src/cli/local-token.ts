import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { GatewayError } from '../gateway/errors.js';
import type { IssuedToken, TokenOrder } from '../local/issuer/serve-issuer.js';
import { findLocal } from './local-aws.js';

export type { IssuedToken };

/** Algorithms of the local issuer, which are those the authorizer can check. */
export const tokenAlgorithms = [
  ...['RS256', 'RS384', 'RS512'],
  ...['PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512'],
] as const;

/** Has the issuer of a running local AWS sign a token. @param port the one on this port; without it the one that runs */
export async function issueLocalToken(order: TokenOrder, port?: number): Promise<IssuedToken> {
  const running = await findLocal(port);
  if (!running) {
    throw new GatewayError('service', 'The local AWS is not running.', {
      reason: 'Its issuer signs the tokens.',
      next: ['aigw local start --detach'],
    });
  }
  return post(`${running.url}/_aws/aigw/issuer/token`, order);
}

/**
 * Claims given as `name=value`. A value that is JSON counts as what it says (`level=3`, `groups=["a"]`), any other as text.
 *
 * @throws GatewayError `usage`
 */
export function claimsIn(given: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    given.map((claim) => {
      const at = claim.indexOf('=');
      if (at < 1)
        throw new GatewayError('usage', `--claim ${claim} is not name=value.`, {
          next: ['--claim tier=gold'],
        });
      return [claim.slice(0, at), valueIn(claim.slice(at + 1))];
    }),
  );
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** By `node:http`: loading what `fetch` needs would take longer than the request. */
async function post(url: string, body: object): Promise<IssuedToken> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { method: 'POST', agent: false }, resolve).on('error', reject).end(JSON.stringify(body));
  });
  const answer = await text(response);
  if (response.statusCode === 200) return JSON.parse(answer) as IssuedToken;
  throw new GatewayError('service', 'The issuer of the local AWS signed no token.', { reason: answer });
}
