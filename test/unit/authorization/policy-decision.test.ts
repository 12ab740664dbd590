import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { policyDecision } from '../../../src/gateway/authorizer/policy-decision.js';
import { parsePolicy } from '../../../src/local/data-plane/authorizer-policy.js';

const arn = 'arn:aws:execute-api:us-east-1:123456789012:abc123/ESTestInvoke-stage/GET/';
const statement = (Effect: string, Resource: unknown, Action: unknown = 'execute-api:Invoke') => ({
  Effect,
  Action,
  Resource,
});
const decide = (...Statement: object[]) => policyDecision(JSON.stringify({ Statement }), arn);

describe('what an authorizer’s policy decides', () => {
  it.each(['*', arn, arn.replace('GET/', '*'), ['other', arn]])(
    'given an Allow of %j, then it allows',
    (resource) => {
      expect(decide(statement('Allow', resource))).toBe('allow');
    },
  );

  it.each([
    [[]],
    [[statement('Allow', arn.replace('GET', 'POST'))]],
    [[statement('Allow', '*', 's3:*')]],
    [[statement('Allow', '*'), statement('Deny', arn)]],
    [[{ ...statement('Allow', '*'), Condition: { Bool: {} } }]],
    [[{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }]],
  ])('given %j, then it denies', (statements) => {
    expect(decide(...statements)).toBe('deny');
  });

  it('given any policy, then it is decided as by the local API Gateway', () => {
    const resources = fc.constantFrom(
      '*',
      arn,
      `${arn}x`,
      arn.replace('GET', '*'),
      'arn:*:*:*:*:*',
      'arn:aws:*',
    );
    const statements = fc.array(
      fc.record({
        Effect: fc.constantFrom('Allow', 'Deny'),
        Action: fc.constantFrom('execute-api:Invoke', 'EXECUTE-API:*', '*', 's3:Get'),
        Resource: resources,
      }),
    );
    fc.assert(
      fc.property(statements, (Statement) => {
        const local = parsePolicy({ Statement })(arn);
        expect(decide(...Statement) === 'allow').toBe(local === 'Allow');
      }),
    );
  });
});
