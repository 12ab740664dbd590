import { describe, expect, it } from '@jest/globals';
import type { StackRecord } from '../../../src/local/control-plane/cloudformation/stack/records.js';
import { StackDriver } from './stack-driver.js';

describe('a local CloudFormation that has a fault of its own', () => {
  it('given an operation that cannot go on, when it runs, then the stack fails and says why instead of hanging', async () => {
    const driver = new StackDriver();
    const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });
    await driver.send('CreateStack', { StackName: 'demo', TemplateBody });
    const [stack] = [...driver.state.table<StackRecord>('cloudformation/stacks').values()];
    if (!stack) throw new Error('no stack');
    // What only damaged state could hold: a template that was accepted and can no longer be read.
    await driver.settled();
    stack.definition = { ...stack.definition, templateBody: '[]' };
    stack.status = 'CREATE_IN_PROGRESS';
    if (stack.operation) stack.operation.phase = 'provision';
    const next = new StackDriver({ state: driver.state });
    await next.send('ListStacks');
    await new Promise((resolve) => setImmediate(resolve));
    expect(stack).toMatchObject({
      status: 'CREATE_FAILED',
      statusReason: 'Internal failure: Template format error: unsupported structure.',
    });
  });
});
