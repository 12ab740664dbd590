import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstCauseOf } from '../../../src/gateway/stack/first-cause.js';
import type { StackEvent } from '../../../src/gateway/stack/stack-service.js';

const cause = event({
  at: 2,
  logicalId: 'Stage',
  reason: 'CloudWatch Logs role ARN must be set in account settings to enable logging',
});
const cascade = [
  event({ at: 3, logicalId: 'Forwarder', reason: 'Resource creation cancelled' }),
  event({
    at: 4,
    logicalId: 'gateway',
    type: 'AWS::CloudFormation::Stack',
    reason: 'The following resource(s) failed to create: [Stage].',
  }),
  event({ at: 1, logicalId: 'Vpc', status: 'CREATE_COMPLETE' }),
];

describe('firstCauseOf', () => {
  it('given events in any order, then names the first failure and not the cascade', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([cause, ...cascade], { minLength: 4 }), (events) => {
        expect(firstCauseOf(events)?.logicalId).toBe('Stage');
      }),
    );
  });

  it('given a reason it knows, then says what to type', () => {
    expect(firstCauseOf([cause])?.advice).toContain('--param ManageApiGatewayAccount=true');
  });

  it('given only the stack failed, then names the stack', () => {
    const stack = event({
      at: 1,
      logicalId: 'gateway',
      type: 'AWS::CloudFormation::Stack',
      reason: 'Template error',
    });
    expect(firstCauseOf([stack])).toMatchObject({ logicalId: 'gateway', reason: 'Template error' });
  });

  it('given no failure, then finds no cause', () => {
    expect(firstCauseOf([event({ at: 1, logicalId: 'Vpc', status: 'CREATE_COMPLETE' })])).toBeUndefined();
  });
});

function event(parts: {
  at: number;
  logicalId: string;
  status?: string;
  type?: string;
  reason?: string;
}): StackEvent {
  const { at, logicalId, status = 'CREATE_FAILED', type = 'AWS::Some::Thing', reason } = parts;
  return { id: `${logicalId}-${at}`, at: new Date(at), logicalId, resourceType: type, status, reason };
}
