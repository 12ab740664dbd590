import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setFailures } from '../../../src/local/control-plane/cloudformation/index.js';
import { StackDriver } from './stack-driver.js';

const topic = (name: string, display: string, more: object = {}): object => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName: name, DisplayName: display },
  ...more,
});
const template = (display: string, name = 'first'): object => ({
  Resources: {
    First: topic(name, display),
    Second: topic('second', display, { DependsOn: 'First' }),
    Third: topic('third', display, { DependsOn: 'Second' }),
  },
});

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Stops a local CloudFormation and starts another on the same state, as a restart with `--state` does. */
async function restarted(driver: StackDriver): Promise<StackDriver> {
  await driver.service.close?.();
  return new StackDriver({ state: driver.state });
}

describe('a restart', () => {
  it('given a creation stopped at any moment, when started again, then it completes and nothing is made twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 4 }), async (stops) => {
        let driver = new StackDriver();
        await driver.send('CreateStack', { StackName: 'demo', TemplateBody: JSON.stringify(template('a')) });
        for (const stop of stops) {
          await turns(stop);
          driver = await restarted(driver);
          await driver.stack();
        }
        expect(await driver.settled()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
        const complete = (await driver.eventLines()).filter((line) => line.endsWith('CREATE_COMPLETE'));
        expect(complete).toEqual([
          'First CREATE_COMPLETE',
          'Second CREATE_COMPLETE',
          'Third CREATE_COMPLETE',
          'demo CREATE_COMPLETE',
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('given an update that fails, stopped at any moment, when started again, then the rollback completes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 5 }),
        fc.constantFrom('before' as const, 'after' as const),
        async (stops, when) => {
          let driver = new StackDriver();
          await driver.deploy(template('a'), { ChangeSetType: 'CREATE' });
          const before = await driver.physicalIds();
          setFailures(driver.state, [{ logicalId: 'Third', action: 'update', when }]);
          await driver.send('UpdateStack', {
            StackName: 'demo',
            TemplateBody: JSON.stringify(template('b', 'renamed')),
          });
          for (const stop of stops) {
            await turns(stop);
            driver = await restarted(driver);
            await driver.stack();
          }
          expect(await driver.settled()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
          expect(await driver.physicalIds()).toEqual(before);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('given a change set that was being made, when started again, then it is completed', async () => {
    const driver = new StackDriver();
    const { Id } = await driver.send<{ Id: string }>('CreateChangeSet', {
      StackName: 'demo',
      ChangeSetName: 'c',
      ChangeSetType: 'CREATE',
      TemplateBody: JSON.stringify(template('a')),
    });
    const next = await restarted(driver);
    await next.send('DescribeChangeSet', { ChangeSetName: Id });
    await turns(5);
    expect(await next.send('DescribeChangeSet', { ChangeSetName: Id })).toMatchObject({
      Status: 'CREATE_COMPLETE',
    });
  });

  it('given a deletion that was under way, when started again, then the stack goes', async () => {
    const driver = new StackDriver();
    const { StackId } = await driver.deploy(template('a'), { ChangeSetType: 'CREATE' });
    await driver.send('DeleteStack', { StackName: 'demo' });
    await turns(1);
    const next = await restarted(driver);
    expect(await next.settled(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  });
});
