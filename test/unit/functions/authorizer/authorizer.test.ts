import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { authorize } from '../../../../src/functions/authorizer/handler.js';

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:abc123/v1/POST/model/a.b/converse';

function event(headers: Record<string, string> | null) {
  return { type: 'REQUEST', methodArn: ARN, headers };
}

describe('the authorizer of a release that knows no credential', () => {
  it.each<[string, Record<string, string> | null]>([
    ['no headers', null],
    ['no Authorization header', { 'x-api-key': 'key' }],
    ['an empty one', { Authorization: '' }],
    ['one without a token', { Authorization: 'Bearer ' }],
    ['another scheme', { Authorization: 'Basic dXNlcjpwYXNz' }],
    ['a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=x' }],
    ['two tokens', { Authorization: 'Bearer a b' }],
  ])('given %s, throws what API Gateway answers 401 for', async (_, headers) => {
    await expect(authorize(event(headers))).rejects.toThrow(/^Unauthorized$/);
  });

  it.each(['Authorization', 'authorization', 'AUTHORIZATION'])(
    'given any token in %s, denies every method, which API Gateway answers 403 for',
    async (name) => {
      expect(await authorize(event({ [name]: 'Bearer some.token' }))).toEqual({
        principalId: 'unknown',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: '*' }],
        },
      });
    },
  );

  it('given any headers at all, allows nothing and never fails otherwise', async () => {
    const headers = fc.option(
      fc.dictionary(fc.oneof(fc.string(), fc.constant('Authorization')), fc.string()),
    );
    await fc.assert(
      fc.asyncProperty(headers, async (given) => {
        const result = await authorize(event(given)).catch((error: Error) => error.message);
        if (typeof result === 'string') expect(result).toBe('Unauthorized');
        else expect(result.policyDocument.Statement.map(({ Effect }) => Effect)).toEqual(['Deny']);
      }),
      { verbose: 1 },
    );
  });

  it('given an event of no known shape, still answers 401 and not 500', async () => {
    await expect(authorize({})).rejects.toThrow(/^Unauthorized$/);
  });
});
