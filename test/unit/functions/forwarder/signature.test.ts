import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { CREDENTIALS, forwarderAt, proxyEvent } from '../../../support/forwarder.js';
import { NodeSha256 } from '../../../support/sha256.js';
import {
  startUpstream,
  type ReceivedRequest,
  type UpstreamServer,
} from '../../../support/upstream-server.js';

let upstream: UpstreamServer;

beforeAll(async () => {
  upstream = await startUpstream((_, response) => response.end('{}'));
});
afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
});

/** Signs what arrived once more, with AWS's own library, and gives both signatures. */
async function bothSignatures(request: ReceivedRequest, service: string) {
  const sent = request.headers.authorization ?? '';
  const signedNames = (/SignedHeaders=([^,]+)/.exec(sent)?.[1] ?? '').split(';');
  const headers = Object.fromEntries(signedNames.map((name) => [name, String(request.headers[name])]));
  const url = new URL(request.url, 'http://upstream');
  const query = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of url.searchParams) query[name] = [...(query[name] ?? []), value];
  const date = String(request.headers['x-amz-date']);
  const signer = new SignatureV4({
    credentials: CREDENTIALS,
    region: 'us-east-1',
    service,
    sha256: NodeSha256,
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: 'upstream',
      path: request.url.split('?')[0] ?? '',
      query,
      headers,
      body: request.body,
    },
    {
      signingDate: new Date(date.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5')),
      signableHeaders: new Set(signedNames),
    },
  );
  return { sent, expected: signed.headers.authorization, signedNames };
}

async function sentFor(request: Parameters<typeof proxyEvent>[0]): Promise<ReceivedRequest> {
  const forwarder = forwarderAt(upstream.url, { ALLOWED_SERVICES: 'bedrock-runtime,bedrock,bedrock-mantle' });
  await forwarder.call(proxyEvent(request));
  const last = upstream.requests.at(-1);
  if (last === undefined) throw new Error('Nothing was sent.');
  return last;
}

describe('the signature of a forwarded request', () => {
  it.each<[string, Parameters<typeof proxyEvent>[0]]>([
    ['a model id with a colon', { path: '/model/amazon.nova-lite-v1%3A0/converse' }],
    ['the colon unescaped', { path: '/model/amazon.nova-lite-v1:0/converse' }],
    ['an ARN', { path: '/model/arn%3Aaws%3Abedrock%3A%3A%3Afoundation-model%2Fa.b/invoke' }],
    ['characters that some encoders leave', { path: "/guardrail/a!'()*b/version/1/apply" }],
    ['a trailing slash', { path: '/async-invoke/' }],
    ['a body that is not ASCII', { body: '{"text":"æøå 日本 😀"}' }],
    ['no body', { httpMethod: 'GET', path: '/foundation-models', body: null }],
    ['headers with odd spacing', { headers: { accept: '  a   b ', 'Content-Type': 'application/json' } }],
  ])('given %s, is the one that AWS’s own signer makes', async (_, request) => {
    const { sent, expected } = await bothSignatures(await sentFor(request), 'bedrock');
    expect(sent).toBe(expected);
  });

  it('given any query, is the one that AWS’s own signer makes', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const name = text.filter(
      (key) => key !== '' && key !== '__proto__' && key.toLowerCase() !== 'x-amz-signature',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.array(text, { minLength: 1, maxLength: 3 })), async (query) => {
        const request = await sentFor({
          httpMethod: 'GET',
          path: '/inference-profiles',
          body: null,
          multiValueQueryStringParameters: query,
        });
        const { sent, expected } = await bothSignatures(request, 'bedrock');
        expect(sent).toBe(expected);
        const arrived = [...new URL(request.url, 'http://upstream').searchParams];
        const meant = Object.entries(query).flatMap(([key, values]) => values.map((value) => [key, value]));
        expect(arrived.sort()).toEqual(meant.sort());
      }),
      { verbose: 1, numRuns: 60 },
    );
  });

  it('covers host, date, body and the session token', async () => {
    const request = await sentFor({});
    const { signedNames } = await bothSignatures(request, 'bedrock');
    expect(signedNames).toEqual(
      expect.arrayContaining([
        'host',
        'x-amz-date',
        'x-amz-content-sha256',
        'x-amz-security-token',
        'content-type',
      ]),
    );
    expect(request.headers['x-amz-security-token']).toBe(CREDENTIALS.sessionToken);
  });

  it('is made for the service’s real host, wherever the connection goes', async () => {
    expect((await sentFor({})).headers.host).toBe('bedrock-runtime.us-east-1.amazonaws.com');
  });

  it('is made under the name that the service signs with', async () => {
    const request = await sentFor({ path: '/v1/responses', body: '{}' });
    const { sent, expected } = await bothSignatures(request, 'bedrock-mantle');
    expect(sent).toBe(expected);
    expect(request.headers.host).toBe('bedrock-mantle.us-east-1.api.aws');
  });

  it('is the function’s own: what the client sent for itself does not travel', async () => {
    const request = await sentFor({
      headers: {
        Authorization: 'AWS4-HMAC-SHA256 Credential=client',
        'X-Amz-Security-Token': 'client',
        'x-api-key': 'key',
      },
    });
    expect(JSON.stringify(request.headers)).not.toMatch(/client|"key"/);
  });
});
