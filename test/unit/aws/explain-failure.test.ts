import { describe, expect, it } from '@jest/globals';
import { explained } from '../../../src/aws/explain-failure.js';
import { GatewayError } from '../../../src/gateway/errors.js';

describe('explained', () => {
  it.each([
    ['CredentialsProviderError', undefined, 'access'],
    ['ExpiredToken', 403, 'access'],
    ['UnrecognizedClientException', 403, 'access'],
    ['AccessDenied', 403, 'access'],
    ['TooManyRequestsException', 429, 'limit'],
    ['NotFoundException', 404, 'not-found'],
    ['ConflictException', 409, 'conflict'],
    ['ValidationError', 400, 'usage'],
    ['InternalFailure', 500, 'service'],
  ])('given %s (%s), then the failure is of kind %s', async (name, status, kind) => {
    expect(await explanation(failure({ name, status }))).toMatchObject({ kind });
  });

  it.each(['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET'])(
    'given the connection failed with %s, then says so and what to check',
    async (code) => {
      const error = await explanation(Object.assign(new Error(`connect ${code}`), { code }));
      expect(error).toMatchObject({ kind: 'service' });
      expect(error.next.join()).toMatch(/network/);
    },
  );

  it('given AWS answered HTML, then says that something else answered', async () => {
    const error = Object.assign(new SyntaxError("Unexpected token '<'"), { $response: { statusCode: 502 } });
    expect((await explanation(error)).reason).toMatch(/HTTP 502.*not what AWS sends/);
  });

  it('given a request id, then carries it', async () => {
    expect((await explanation(failure({ name: 'AccessDenied', status: 403 }))).requestId).toBe('req-1');
  });

  it('given a bug of ours, then passes it on untouched', async () => {
    const bug = new TypeError('x is undefined');
    await expect(explained('doing it', () => Promise.reject(bug))).rejects.toBe(bug);
  });
});

async function explanation(error: Error): Promise<GatewayError> {
  const thrown: unknown = await explained('doing it', () => Promise.reject(error)).catch(
    (caught: unknown) => caught,
  );
  if (thrown instanceof GatewayError) return thrown;
  throw new Error('not explained', { cause: thrown });
}

function failure({ name, status }: { name: string; status?: number }): Error {
  const error = new Error('the message of AWS');
  return Object.assign(error, { name, $metadata: { httpStatusCode: status, requestId: 'req-1' } });
}
