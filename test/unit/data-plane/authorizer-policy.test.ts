import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePolicy } from '../../../src/local/data-plane/authorizer-policy.js';

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:abc123/v1/POST/model/x/converse';

function decide(...statements: object[]): string {
  return parsePolicy({ Version: '2012-10-17', Statement: statements })(ARN);
}

function allow(resource: unknown, action: unknown = 'execute-api:Invoke'): object {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

describe("an authorizer's policy", () => {
  it.each([
    '*',
    ARN,
    'arn:aws:execute-api:us-east-1:123456789012:abc123/*',
    'arn:aws:execute-api:*:*:*/v1/POST/*',
    'arn:aws:execute-api:us-east-1:123456789012:abc123/v?/*/model/x/converse',
    'arn:*:*:*:*:*',
    [`${ARN}x`, ARN],
  ])('given an Allow of %s, allows', (resource) => {
    expect(decide(allow(resource))).toBe('Allow');
  });

  it.each([
    'arn:aws:execute-api:us-east-1:123456789012:abc123/v2/*',
    'arn:aws:execute-api:us-east-1:123456789012:abc123',
    'arn:aws:execute-api:us-east-1:*',
    'arn:aws:execute-api:us-east-1:1234*:abc123/v1/GET/*',
    `${ARN}/more`,
    'ARN:aws:execute-api:us-east-1:123456789012:abc123/*',
  ])('given an Allow of %s only, denies implicitly', (resource) => {
    expect(decide(allow(resource))).toBe('ImplicitDeny');
  });

  it.each([
    'execute-api:invoke',
    'execute-api:*',
    '*',
    ['execute-api:ManageConnections', 'Execute-API:Invoke'],
  ])('given the action %s, it counts', (action) => {
    expect(decide(allow('*', action))).toBe('Allow');
  });

  it('given another action, it does not count', () => {
    expect(decide(allow('*', 'execute-api:ManageConnections'))).toBe('ImplicitDeny');
  });

  it('given NotAction and NotResource, everything else counts', () => {
    expect(decide({ Effect: 'Allow', NotAction: 's3:*', NotResource: 'arn:aws:s3:::*' })).toBe('Allow');
    expect(decide({ Effect: 'Allow', NotAction: 'execute-api:*', Resource: '*' })).toBe('ImplicitDeny');
  });

  it('given a condition, which is not evaluated here, an Allow does not count and a Deny does', () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '127.0.0.1/32' } };
    expect(decide({ ...allow('*'), Condition })).toBe('ImplicitDeny');
    expect(decide(allow('*'), { Effect: 'Deny', Action: '*', Resource: '*', Condition })).toBe(
      'ExplicitDeny',
    );
  });

  it('given any order of statements, a Deny that matches wins', () => {
    const deny = { Effect: 'Deny', Action: 'execute-api:Invoke', Resource: ARN };
    fc.assert(
      fc.property(
        fc.shuffledSubarray([deny, allow('*'), allow(ARN), allow('x')], { minLength: 1 }),
        (statements) => {
          const decision = decide(...statements);
          expect(decision === 'ExplicitDeny').toBe(statements.includes(deny));
        },
      ),
    );
  });

  it.each([
    undefined,
    {},
    { Statement: [{ Effect: 'Maybe', Action: '*', Resource: '*' }] },
    { Statement: [{ Effect: 'Allow', Action: '*' }] },
    { Statement: [{ Effect: 'Allow', Action: 1, Resource: '*' }] },
    { Statement: ['Allow'] },
    { Statement: [{ Effect: 'Allow', Action: '*', NotAction: '*', Resource: '*' }] },
  ])('given what is no policy (%j), is not usable', (document) => {
    expect(() => parsePolicy(document)(ARN)).toThrow();
  });
});
