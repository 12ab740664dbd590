import { createHash, timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../credentials.js';
import { signatureByAws4 } from './computed-by-aws4.js';
import { signatureBySmithy } from './computed-by-smithy.js';
import { readPresentedSignature, type PresentedSignature } from './presented-signature.js';
import { SignatureFailure } from './signature-failure.js';
import { lowerCaseHeaders, type ReceivedRequest, type SignatureInput } from './signed-request.js';

/** How far the time of signing may be from now, in either direction. */
const ALLOWED_SKEW_MS = 5 * 60_000;
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** Who signed a request, and for what. */
export interface VerifiedRequest {
  readonly credentials: Credentials;
  /** Signing name of the service, from the credential scope. */
  readonly service: string;
  readonly region: string;
}

/**
 * Verifies the Signature V4 of a request as received. The signature is computed twice from the request, by two libraries that
 * share no code (`aws4` and `@smithy/signature-v4`); both results must equal the client's.
 *
 * The caller still checks that service and region are those it serves.
 *
 * @param find looks up the key that the client names
 * @param now milliseconds since the epoch
 * @throws SignatureFailure with the code and message AWS answers
 */
export async function verifySignature(
  request: ReceivedRequest,
  find: (accessKeyId: string) => Credentials | undefined,
  now: number,
): Promise<VerifiedRequest> {
  const headers = lowerCaseHeaders(request.headers);
  const presented = readPresentedSignature(request.url, headers);
  const credentials = find(presented.accessKeyId);
  if (!credentials) throw new SignatureFailure('unknown-key');
  checkTime(presented, now);
  checkSignedHeaders(presented, headers);
  checkPayloadHash(headers, request.body);
  await checkSignature(presented, inputOf(request, presented, headers, credentials));
  checkSession(presented, credentials, now);
  return { credentials, service: presented.service, region: presented.region };
}

/** Whether the request carries a Signature V4 at all, in its header or its query. */
export function carriesSignature(request: Pick<ReceivedRequest, 'url' | 'headers'>): boolean {
  const authorization = lowerCaseHeaders(request.headers)['authorization'];
  return authorization?.startsWith('AWS4-HMAC-SHA256 ') ?? /[?&]X-Amz-Signature=/.test(request.url);
}

function checkTime(presented: PresentedSignature, now: number): void {
  const { dateTime, scopeDate, expiresIn } = presented;
  if (!dateTime.startsWith(scopeDate)) {
    throw new SignatureFailure(
      'bad-signature',
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${dateTime.slice(0, 8)}', from '${dateTime}'.`,
    );
  }
  const signedAt = Date.parse(dateTime.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:'));
  if (Number.isNaN(signedAt)) throw new SignatureFailure('incomplete');
  const lifetime = expiresIn === undefined ? ALLOWED_SKEW_MS : expiresIn * 1000;
  if (signedAt + lifetime < now) {
    throw new SignatureFailure(
      'skew',
      `Signature expired: ${dateTime} is now earlier than ${basicDate(now - lifetime)} (${basicDate(now)} - ${String(lifetime / 60_000)} min.)`,
    );
  }
  if (signedAt - ALLOWED_SKEW_MS > now) {
    throw new SignatureFailure(
      'skew',
      `Signature not yet current: ${dateTime} is still later than ${basicDate(now + ALLOWED_SKEW_MS)} (${basicDate(now)} + 5 min.)`,
    );
  }
}

function basicDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** What changes the meaning of a request must be signed: the host and every `x-amz-` header. A session token may be added after signing. */
function checkSignedHeaders(presented: PresentedSignature, headers: Readonly<Record<string, string>>): void {
  const signed = new Set(presented.signedHeaders);
  for (const name of Object.keys(headers)) {
    const mustBeSigned = name.startsWith('x-amz-') && name !== 'x-amz-security-token';
    if (mustBeSigned && !signed.has(name)) {
      throw new SignatureFailure(
        'bad-signature',
        `'${name}' must be a 'SignedHeader' in the AWS Authorization.`,
      );
    }
  }
  // Over HTTP/2 AWS's JavaScript SDK signs the pseudo-header that stands for the host.
  if (!signed.has('host') && !signed.has(':authority')) {
    throw new SignatureFailure(
      'bad-signature',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  }
  // A `Host` beside the signed pseudo-header must be the same one: requests are routed by it.
  const host = signed.has('host') ? headers['host'] : headers[':authority'];
  if (headers['host'] !== host || presented.signedHeaders.some((name) => headers[name] === undefined)) {
    throw new SignatureFailure('bad-signature');
  }
}

/** A payload hash that the client states replaces the computed one in both signers, so it must be true, or say that there is none. */
function checkPayloadHash(headers: Readonly<Record<string, string>>, body: Uint8Array): void {
  const stated = headers['x-amz-content-sha256'];
  if (stated === undefined || stated === UNSIGNED_PAYLOAD) return;
  if (stated !== createHash('sha256').update(body).digest('hex')) throw new SignatureFailure('bad-signature');
}

async function checkSignature(presented: PresentedSignature, input: SignatureInput): Promise<void> {
  const computed = await computeBoth(input);
  const matches = computed.map((signature) => equalInConstantTime(signature, presented.signature));
  if (matches.includes(false)) throw new SignatureFailure('bad-signature');
}

async function computeBoth(input: SignatureInput): Promise<string[]> {
  try {
    return [signatureByAws4(input), await signatureBySmithy(input)];
  } catch (error) {
    // A URL with a broken percent-encoding has no canonical form.
    if (error instanceof URIError) throw new SignatureFailure('bad-signature');
    throw error;
  }
}

function equalInConstantTime(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

function inputOf(
  request: ReceivedRequest,
  presented: PresentedSignature,
  headers: Readonly<Record<string, string>>,
  credentials: Credentials,
): SignatureInput {
  return {
    method: request.method,
    url: presented.url,
    headers: Object.fromEntries(presented.signedHeaders.map((name) => [name, headers[name] ?? ''])),
    body: request.body,
    dateTime: presented.dateTime,
    region: presented.region,
    service: presented.service,
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey,
  };
}

function checkSession(presented: PresentedSignature, credentials: Credentials, now: number): void {
  const { sessionToken, expiresAt } = credentials;
  if (sessionToken !== presented.sessionToken) {
    throw new SignatureFailure(presented.sessionToken === undefined ? 'token-missing' : 'token-mismatch');
  }
  if (expiresAt !== undefined && expiresAt <= now) throw new SignatureFailure('expired');
}
