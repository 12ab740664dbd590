import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import type { AuthorizerEvent } from '../../src/functions/authorizer/authorizer-event.js';
import { readConfiguration } from '../../src/functions/authorizer/configuration.js';
import type { Decision } from '../../src/functions/authorizer/decision-log.js';
import { documentFetcher } from '../../src/functions/authorizer/fetch-document.js';
import { createAuthorizer } from '../../src/functions/authorizer/handler.js';
import type { AuthorizerResult } from '../../src/functions/authorizer/policy.js';

export const STAGE_ARN = 'arn:aws:execute-api:us-east-1:123456789012:abc123/v1';
export const METHOD_ARN = `${STAGE_ARN}/POST/model/a.b/converse`;

/** When the tests play: seconds since 1970. */
export const NOW = 1_800_000_000;

/** An authorizer under test, with its log. */
export interface AuthorizerUnderTest {
  readonly logged: Decision[];
  /** Milliseconds since 1970; a test may change it. */
  now: number;
  /** What the function answers, or the message of what it throws. */
  call(event: AuthorizerEvent): Promise<AuthorizerResult | string>;
  /** The same for a request with that bearer token. */
  ask(token: string): Promise<AuthorizerResult | string>;
}

/** @param fetchLimitMs how long documents of the issuer may take */
export function authorizerWith(
  environment: Readonly<Record<string, string>>,
  fetchLimitMs = 30_000,
): AuthorizerUnderTest {
  const logged: Decision[] = [];
  const authorize = createAuthorizer(
    readConfiguration(environment),
    documentFetcher(fetchLimitMs),
    () => test.now,
    (decision) => logged.push(decision),
  );
  const call = (event: AuthorizerEvent) => authorize(event).catch((error: Error) => error.message);
  const test: AuthorizerUnderTest = {
    logged,
    now: NOW * 1_000,
    call,
    ask: (token) => call(requestWith(token)),
  };
  return test;
}

export function requestWith(token: string): AuthorizerEvent {
  return {
    type: 'REQUEST',
    methodArn: METHOD_ARN,
    headers: { Authorization: `Bearer ${token}` },
    multiValueHeaders: { Authorization: [`Bearer ${token}`] },
    requestContext: { requestId: 'request-1', extendedRequestId: 'extended-1' },
  };
}

/** An issuer's key, with the public half as it is published. */
export interface SigningKey {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: Record<string, unknown>;
}

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

export function makeKey(alg: string, modulusLength = 2_048): SigningKey {
  const namedCurve = curves[alg];
  const { privateKey, publicKey } =
    namedCurve === undefined
      ? generateKeyPairSync('rsa', { modulusLength })
      : generateKeyPairSync('ec', { namedCurve });
  const kid = `key-${alg}`;
  return { alg, kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } };
}

/** Claims that the tests' authorizers accept, for the tenant `acme`. */
export function goodClaims(more: JWTPayload = {}): JWTPayload {
  return { iss: ISSUER, aud: 'gateway', sub: 'acme', iat: NOW - 10, exp: NOW + 600, ...more };
}

export const ISSUER = 'https://issuer.example';

/** A token signed by jose. */
export function signed(
  key: SigningKey,
  claims: JWTPayload = goodClaims(),
  header: object = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })
    .sign(key.privateKey);
}
