import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../server/exchange.js';
import type { State } from '../state.js';
import { publicKeys } from './issuer-keys.js';
import { ISSUER_ALGORITHMS, signToken } from './sign-token.js';

/** Where the issuer of the local AWS is. */
export const ISSUER_PATH = '/_aws/aigw/issuer';

/** Bytes of an order. */
const limit = 100_000;
const defaultTtlSeconds = 3_600;

/** What a token is to be. */
export interface TokenOrder {
  readonly algorithm?: string;
  readonly ttlSeconds?: number;
  /** Added to `iss`, `iat` and `exp`, and put in their place where they are named. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface IssuedToken {
  readonly token: string;
  readonly issuer: string;
  readonly algorithm: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What the issuer works with. */
export interface IssuerParts {
  readonly state: State;
  /** Where this local AWS listens. */
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Told when keys may have been made. */
  changed(): void;
}

/**
 * Serves an OpenID provider as far as an authorizer sees it: its discovery document and its keys. `POST /token` takes a `TokenOrder`
 * and signs whatever it says: this is for trying things out on this machine.
 *
 * @param path what follows `ISSUER_PATH`
 */
export async function serveIssuer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  parts: IssuerParts,
): Promise<void> {
  if (request.method === 'POST' && path === '/token') {
    const answer = await issue(request, parts).catch(refusal);
    parts.changed();
    return sendJson(response, 'token' in answer ? 200 : 400, answer);
  }
  const document = request.method === 'GET' ? await documentAt(path, parts) : undefined;
  parts.changed();
  return sendJson(
    response,
    document ? 200 : 404,
    document ?? { message: 'The issuer has no such document.' },
  );
}

async function documentAt(path: string, { state, url }: IssuerParts): Promise<object | undefined> {
  if (path === '/jwks') return publicKeys(state);
  return path === '/.well-known/openid-configuration' ? discoveryDocument(`${url}${ISSUER_PATH}`) : undefined;
}

async function issue(request: IncomingMessage, { state, url, now }: IssuerParts): Promise<IssuedToken> {
  const order = JSON.parse(new TextDecoder().decode(await readBody(request, limit))) as TokenOrder;
  const { algorithm = 'RS256', ttlSeconds = defaultTtlSeconds } = order;
  const issuer = `${url}${ISSUER_PATH}`;
  const iat = Math.floor(now / 1_000);
  const claims = { iss: issuer, iat, exp: iat + ttlSeconds, ...order.claims };
  return { token: await signToken(state, algorithm, claims), issuer, algorithm, claims };
}

function refusal(error: unknown): { message: string } {
  return { message: error instanceof Error ? error.message : String(error) };
}

function discoveryDocument(issuer: string): object {
  return {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    id_token_signing_alg_values_supported: ISSUER_ALGORITHMS,
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
  };
}
