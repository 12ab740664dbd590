import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import type { Credentials } from '../../../src/local/credentials.js';
import { Sha256 } from '../../../src/local/signature/sha256.js';
import { SignatureFailure } from '../../../src/local/signature/signature-failure.js';
import type { ReceivedRequest } from '../../../src/local/signature/signed-request.js';
import { carriesSignature, verifySignature } from '../../../src/local/signature/verify.js';
import {
  awsSuite,
  awsSuitePresigned,
  botocoreSigned,
  SUITE_TIME,
  type RecordedVector,
} from './recorded-vectors.js';

function verify(
  vector: RecordedVector,
  changed: Partial<ReceivedRequest> = {},
  credentials?: Partial<Credentials>,
  now?: number,
) {
  const known = { ...vector.credentials, ...credentials };
  const find = (id: string) => (id === known.accessKeyId ? known : undefined);
  return verifySignature({ ...vector.request, ...changed }, find, now ?? vector.now);
}

async function failureOf(attempt: Promise<unknown>): Promise<SignatureFailure> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof SignatureFailure) return error;
    throw error;
  }
  throw new Error('The request was accepted.');
}

function withHeaders(
  vector: RecordedVector,
  headers: Record<string, string | undefined>,
): Partial<ReceivedRequest> {
  return { headers: { ...vector.request.headers, ...headers } };
}

const [vanilla] = awsSuite() as [RecordedVector];
const [converse] = botocoreSigned() as [RecordedVector];

describe("given a request of AWS's own Signature V4 test suite", () => {
  it.each(awsSuite().map((vector) => [vector.name, vector] as const))(
    'when %s arrives, then it is verified',
    async (_, vector) => {
      await expect(verify(vector)).resolves.toMatchObject({ service: 'service', region: 'us-east-1' });
    },
  );

  it('when the signature is in the query, then it is verified as well', async () => {
    await expect(verify(awsSuitePresigned())).resolves.toMatchObject({ service: 'service' });
  });

  it('when a presigned URL is used after its time, then it is refused', async () => {
    const failure = await failureOf(verify(awsSuitePresigned(), {}, {}, SUITE_TIME + 3_601_000));
    expect(failure.reason).toBe('skew');
  });
});

describe('given a request signed by botocore', () => {
  it.each(botocoreSigned().map((vector) => [vector.name, vector] as const))(
    'when %s arrives, then it is verified',
    async (_, vector) => {
      const verified = await verify(vector);
      expect(verified).toMatchObject({
        service: vector.service,
        region: 'us-east-1',
        credentials: { accessKeyId: 'ASIAEXAMPLE' },
      });
    },
  );

  it.each(botocoreSigned().map((vector) => [vector.name, vector] as const))(
    'when any one byte of %s was changed on the way, then it is refused',
    async (_, vector) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
          const tampered = tamper(vector, place, flip);
          if (!tampered) return;
          const failure = await failureOf(verify(vector, tampered));
          expect(failure.status).toBe(403);
        }),
        { numRuns: 300, verbose: true },
      );
    },
  );
});

/** Signature V4 writes `%2b` as `%2B` before it signs: both are one request. */
function sameEscapes(a: string, b: string): boolean {
  const canonical = (url: string) => url.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase());
  return canonical(a) === canonical(b);
}

/** Flips bits of one byte, somewhere in method, URL, signed headers or body; undefined where that is not a request any more. */
function tamper(
  { request }: RecordedVector,
  place: number,
  flip: number,
): Partial<ReceivedRequest> | undefined {
  const signed =
    /SignedHeaders=([^,]+)/.exec(String(request.headers['Authorization']))?.[1]?.split(';') ?? [];
  const names = Object.keys(request.headers).filter((name) => signed.includes(name.toLowerCase()));
  const lengths = [
    request.method.length,
    request.url.length,
    ...names.map((name) => String(request.headers[name]).length),
    request.body.length,
  ];
  let index = place % lengths.reduce((sum, length) => sum + length, 0);
  let part = 0;
  while (index >= (lengths[part] ?? 0)) index -= lengths[part++] ?? 0;
  if (part === 0) return { method: flipped(request.method, index, flip) };
  if (part === 1) {
    const url = flipped(request.url, index, flip);
    return sameEscapes(url, request.url) ? undefined : { url };
  }
  if (part === lengths.length - 1)
    return {
      body: Buffer.from(flipped(Buffer.from(request.body).toString('latin1'), index, flip), 'latin1'),
    };
  const name = names[part - 2] ?? '';
  const value = flipped(String(request.headers[name]), index, flip);
  // Signature V4 itself makes runs of white space in a header equal.
  if (value.trim().replace(/\s+/g, ' ') === String(request.headers[name]).trim().replace(/\s+/g, ' '))
    return undefined;
  return { headers: { ...request.headers, [name]: value } };
}

function flipped(text: string, index: number, flip: number): string {
  return text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ flip) + text.slice(index + 1);
}

describe('given a request signed by the JavaScript SDK', () => {
  it('when path, query, headers and body are any that HTTP allows, then what is signed is verified', async () => {
    const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    const request = fc.record({
      path: fc.array(text, { minLength: 1, maxLength: 4 }),
      // The SDK's signer loses a parameter of the name __proto__.
      query: fc.dictionary(
        text.filter((name) => name !== '__proto__'),
        fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
      ),
      header: fc.string({ maxLength: 20, unit: fc.constantFrom(...'abcXYZ 019;=,/') }),
      body: fc.uint8Array({ maxLength: 200 }),
    });
    await fc.assert(fc.asyncProperty(request, signedIsVerified), { numRuns: 200, verbose: true });
  });
});

async function signedIsVerified(given: {
  path: string[];
  query: Record<string, string | string[]>;
  header: string;
  body: Uint8Array;
}) {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service: 'bedrock', sha256: Sha256 });
  const path = `/${given.path.map(encodeURIComponent).join('/')}`;
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      query: given.query,
      headers: { host: '127.0.0.1:4577', 'x-given': given.header },
      body: given.body,
    },
    { signingDate: new Date(SUITE_TIME) },
  );
  const pairs = Object.entries(given.query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${strict(name)}=${strict(one)}`),
  );
  const url = pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
  const found = { ...credentials, principalArn: 'arn:aws:iam::123456789012:root' };
  await verifySignature(
    { method: 'POST', url, headers: signed.headers, body: given.body },
    () => found,
    SUITE_TIME,
  );
}

function strict(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

describe('given a request that must be refused', () => {
  it('when nothing signed it, then MissingAuthenticationTokenException', async () => {
    const failure = await failureOf(verify(vanilla, { headers: { host: 'example.amazonaws.com' } }));
    expect(failure).toMatchObject({
      reason: 'missing',
      code: 'MissingAuthenticationTokenException',
      status: 403,
    });
  });

  it.each([
    ['no credential', 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00'],
    [
      'a scope of four parts',
      'AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/service, SignedHeaders=host, Signature=00',
    ],
    [
      'a part given twice',
      'AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/service/aws4_request, Signature=00, Signature=00',
    ],
  ])('when the header has %s, then IncompleteSignatureException', async (_, authorization) => {
    const failure = await failureOf(verify(vanilla, withHeaders(vanilla, { Authorization: authorization })));
    expect(failure.code).toBe('IncompleteSignatureException');
  });

  it('when the date is absent, then IncompleteSignatureException', async () => {
    const failure = await failureOf(verify(vanilla, withHeaders(vanilla, { 'X-Amz-Date': undefined })));
    expect(failure.reason).toBe('incomplete');
  });

  it('when the key is unknown, then UnrecognizedClientException, or InvalidClientTokenId in the query protocol', async () => {
    const failure = await failureOf(verify(vanilla, {}, { accessKeyId: 'OTHER' }));
    expect(failure).toMatchObject({
      reason: 'unknown-key',
      code: 'UnrecognizedClientException',
      queryCode: 'InvalidClientTokenId',
    });
  });

  it('when the secret differs, then InvalidSignatureException, or SignatureDoesNotMatch in the query protocol', async () => {
    const failure = await failureOf(verify(vanilla, {}, { secretAccessKey: 'other' }));
    expect(failure).toMatchObject({
      reason: 'bad-signature',
      code: 'InvalidSignatureException',
      queryCode: 'SignatureDoesNotMatch',
    });
  });

  it.each([
    [
      'five minutes and a second late',
      301_000,
      /^Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z/,
    ],
    [
      'five minutes and a second early',
      -301_000,
      /^Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z/,
    ],
  ])('when it is %s, then the time is refused', async (_, offset, message) => {
    const failure = await failureOf(verify(vanilla, {}, {}, SUITE_TIME + offset));
    expect(failure.reason).toBe('skew');
    expect(failure.message).toMatch(message);
  });

  it.each([300_000, -300_000])('when it is %d ms away, then it is still accepted', async (offset) => {
    await expect(verify(vanilla, {}, {}, SUITE_TIME + offset)).resolves.toBeDefined();
  });

  it('when the session token is absent, or another one, then UnrecognizedClientException', async () => {
    const missing = await failureOf(verify(vanilla, {}, { sessionToken: 'expected' }));
    expect(missing).toMatchObject({ reason: 'token-missing', code: 'UnrecognizedClientException' });
    const other = await failureOf(verify(converse, {}, { sessionToken: 'expected' }));
    expect(other.reason).toBe('token-mismatch');
  });

  it('when a permanent key comes with a session token, then it is refused', async () => {
    const { accessKeyId, secretAccessKey, principalArn } = converse.credentials;
    const permanent = { accessKeyId, secretAccessKey, principalArn };
    const failure = await failureOf(verifySignature(converse.request, () => permanent, converse.now));
    expect(failure.reason).toBe('token-mismatch');
  });

  it('when the credentials are past their time, then ExpiredTokenException', async () => {
    const failure = await failureOf(verify(converse, {}, { expiresAt: converse.now }));
    expect(failure).toMatchObject({
      reason: 'expired',
      code: 'ExpiredTokenException',
      queryCode: 'ExpiredToken',
    });
  });

  it.each(['X-Amz-Target', 'x-amz-anything'])(
    'when %s was added after signing, then it is refused',
    async (name) => {
      const failure = await failureOf(verify(vanilla, withHeaders(vanilla, { [name]: 'added' })));
      expect(failure.reason).toBe('bad-signature');
    },
  );

  it('when UNSIGNED-PAYLOAD is claimed after signing and the body changed, then it is refused', async () => {
    const claim = {
      ...withHeaders(vanilla, { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }),
      body: Buffer.from('changed'),
    };
    expect((await failureOf(verify(vanilla, claim))).reason).toBe('bad-signature');
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'when the signed header %s was not sent, then it is refused, not a crash',
    async (name) => {
      const authorization = String(vanilla.request.headers['Authorization']).replace(
        'x-amz-date',
        `${name};x-amz-date`,
      );
      const failure = await failureOf(
        verify(vanilla, withHeaders(vanilla, { Authorization: authorization })),
      );
      expect(failure.reason).toBe('bad-signature');
    },
  );

  it('when the percent-encoding of the path is broken, then it is refused, not a crash', async () => {
    expect((await failureOf(verify(vanilla, { url: '/%E0%A4%A?a=%zz' }))).reason).toBe('bad-signature');
  });

  it('when the date of the scope is another day than that of the request, then it is refused', async () => {
    const authorization = String(vanilla.request.headers['Authorization']).replace('20150830', '20150829');
    const failure = await failureOf(verify(vanilla, withHeaders(vanilla, { Authorization: authorization })));
    expect(failure.message).toContain("'20150829' != '20150830'");
  });
});

describe('given other forms of the same request', () => {
  it('when the host comes as the pseudo-header of HTTP/2, then it is verified', async () => {
    const changed = withHeaders(vanilla, { Host: undefined, ':authority': 'example.amazonaws.com' });
    await expect(verify(vanilla, changed)).resolves.toBeDefined();
  });

  it('when :authority is what was signed, as the JavaScript SDK does over HTTP/2, then only an equal Host may stand beside it', async () => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const signer = new SignatureV4({ credentials, region: 'us-east-1', service: 'bedrock', sha256: Sha256 });
    const request = {
      method: 'POST',
      protocol: 'http:',
      hostname: 'a',
      path: '/',
      headers: { ':authority': 'a:1' },
      body: '{}',
    };
    const { headers } = await signer.sign(request, { signingDate: new Date(SUITE_TIME) });
    const found = { ...credentials, principalArn: 'arn:aws:iam::123456789012:root' };
    const verifyWith = (host: Record<string, string>) =>
      verifySignature(
        { method: 'POST', url: '/', headers: { ...headers, ...host }, body: Buffer.from('{}') },
        () => found,
        SUITE_TIME,
      );
    await expect(verifyWith({})).resolves.toBeDefined();
    await expect(verifyWith({ host: 'a:1' })).resolves.toBeDefined();
    expect((await failureOf(verifyWith({ host: 'b:1' }))).reason).toBe('bad-signature');
  });

  it('when a signature is in the header or in the query, then carriesSignature says so', () => {
    expect(carriesSignature(vanilla.request)).toBe(true);
    expect(carriesSignature(awsSuitePresigned().request)).toBe(true);
    expect(carriesSignature({ url: '/', headers: { authorization: 'Bearer x' } })).toBe(false);
  });
});
