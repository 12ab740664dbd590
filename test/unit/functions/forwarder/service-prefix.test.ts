import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forwarderAt, proxyEvent } from '../../../support/forwarder.js';

const NOWHERE = 'http://127.0.0.1:9';

/** What must never become part of a host name. */
const HOSTILE = [
  'evil.example/',
  'evil.example#',
  'evil.example?',
  'evil.example:443/',
  'bedrock-runtime.evil.example/',
  'bedrock-runtime@evil.example',
  'user:password@evil.example/bedrock-runtime',
  '169.254.169.254/latest#',
  '169.254.169.254',
  '[::1]/',
  'localhost',
  '..',
  '../bedrock-runtime',
  'bedrock-runtime/..',
  'BEDROCK-RUNTIME',
  'Bedrock-Runtime',
  'bedrock-runtime ',
  ' bedrock-runtime',
  'bedrock-runtime\t',
  'bedrock-runtime\r\nHost: evil.example',
  'bedrock-runtime\n',
  'bedrock-runtime\0',
  'bedrock‐runtime',
  'bedrocк-runtime',
  'ｂedrock-runtime',
  'bedrock-runtime.',
  'bedrock-runtime,bedrock',
  'bedrock-runtime%2Fevil',
  'constructor',
  '__proto__',
  'toString',
  'sts',
  's3',
  '',
];

async function withPrefix(prefix: string) {
  const forwarder = forwarderAt(NOWHERE);
  const answer = await forwarder.call(proxyEvent({ headers: { 'aws-endpoint-prefix': prefix } }));
  return { answer, opened: forwarder.opened, logged: forwarder.logged };
}

describe('the service prefix that a client names', () => {
  it.each(HOSTILE)('given %j, answers 400 as Bedrock would and opens no connection', async (prefix) => {
    const { answer, opened, logged } = await withPrefix(prefix);

    expect(answer.metadata.statusCode).toBe(400);
    expect(answer.metadata.headers['x-amzn-errortype']).toBe('ValidationException');
    expect(JSON.parse(answer.body.toString())).toEqual({ message: expect.any(String) });
    expect(opened).toEqual([]);
    expect(logged).toMatchObject([{ status: 400, errorType: 'ValidationException' }]);
  });

  it('given any text that is not to the letter a known prefix, opens no connection', async () => {
    const known = /^bedrock(-[a-z-]+)?$/;
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('bedrock', '-runtime', '-agent', '.', '/', '#', '@', ':', '\r\n', 'x'),
      }),
      fc
        .constantFrom('bedrock', 'bedrock-runtime')
        .chain((prefix) =>
          fc.tuple(fc.string(), fc.string()).map(([before, after]) => before + prefix + after),
        ),
    );
    await fc.assert(
      fc.asyncProperty(
        text.filter((prefix) => !known.test(prefix)),
        async (prefix) => {
          const { answer, opened } = await withPrefix(prefix);
          expect(answer.metadata.statusCode).toBe(400);
          expect(opened).toEqual([]);
        },
      ),
      { verbose: 1, numRuns: 300 },
    );
  });

  it('given a request in any shape, connects to a host of the configured services or to none', async () => {
    const hosts =
      /^(bedrock(-runtime|-agent-runtime)?\.us-east-1\.amazonaws\.com|bedrock-mantle\.us-east-1\.api\.aws)$/;
    const anything = fc.string({ unit: 'binary', maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        anything,
        anything,
        fc.dictionary(anything, anything, { maxKeys: 4 }),
        async (path, host, more) => {
          const forwarder = forwarderAt(NOWHERE);
          const headers = { ...more, Host: host, 'aws-endpoint-prefix': 'bedrock-runtime' };
          const answer = await forwarder.call(proxyEvent({ path: `/model/${path}/converse`, headers }));
          expect([400, 503]).toContain(answer.metadata.statusCode);
          for (const { headers: sent } of forwarder.opened) {
            expect((sent as Record<string, string>).Host).toMatch(hosts);
          }
        },
      ),
      { verbose: 1, numRuns: 150 },
    );
  });

  it('given two values, refuses both', async () => {
    const forwarder = forwarderAt(NOWHERE);
    const event = proxyEvent();
    const twice = { ...event, multiValueHeaders: { 'aws-endpoint-prefix': ['bedrock-runtime', 'bedrock'] } };
    expect((await forwarder.call(twice)).metadata.statusCode).toBe(400);
    expect(forwarder.opened).toEqual([]);
  });

  it('given a service that exists but is not allowed here, answers 403 and opens no connection', async () => {
    const { answer, opened } = await withPrefix('bedrock-agentcore');
    expect(answer.metadata.statusCode).toBe(403);
    expect(answer.metadata.headers['x-amzn-errortype']).toBe('AccessDeniedException');
    expect(opened).toEqual([]);
  });

  it('given no allow-list at all, allows nothing', async () => {
    const forwarder = forwarderAt(NOWHERE, { ALLOWED_SERVICES: '' });
    expect((await forwarder.call(proxyEvent())).metadata.statusCode).toBe(403);
    expect(forwarder.opened).toEqual([]);
  });
});
