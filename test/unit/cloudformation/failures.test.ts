import { describe, expect, it } from '@jest/globals';
import {
  listFailures,
  parseFailures,
  setFailures,
  type InjectedFailure,
} from '../../../src/local/control-plane/cloudformation/index.js';
import { StackDriver } from './stack-driver.js';

const topic = (name: string, display = 'a', more: object = {}): object => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName: name, DisplayName: display },
  ...more,
});
const chain = (display = 'a'): object => ({
  Resources: {
    First: topic('first', display),
    Second: topic('second', display, { DependsOn: 'First' }),
    Third: topic('third', display, { DependsOn: 'Second' }),
  },
});

function failing(...failures: InjectedFailure[]): StackDriver {
  const driver = new StackDriver();
  setFailures(driver.state, failures);
  return driver;
}

async function createdChain(): Promise<StackDriver> {
  const driver = new StackDriver();
  await driver.deploy(chain(), { ChangeSetType: 'CREATE' });
  return driver;
}

const create = (driver: StackDriver, more: object = {}): Promise<object> =>
  driver.send('CreateStack', { StackName: 'demo', TemplateBody: JSON.stringify(chain()), ...more });

/** Event lines with what differs from run to run taken out. */
async function story(driver: StackDriver, name = 'demo'): Promise<string[]> {
  const lines = await driver.eventLines(name);
  return lines.map((line) => line.replace(/ \(RequestToken: [^,]+,/, ' (RequestToken: …,'));
}

describe('a creation that fails', () => {
  it('given a resource that fails, when created, then AWS tells the cause, the rollback and its order', async () => {
    const driver = failing({ logicalId: 'Second', action: 'create', reason: 'quota exceeded' });
    await create(driver);
    expect(await driver.settled()).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
    expect(await story(driver)).toEqual([
      'demo CREATE_IN_PROGRESS User Initiated',
      'First CREATE_IN_PROGRESS',
      'First CREATE_IN_PROGRESS Resource creation Initiated',
      'First CREATE_COMPLETE',
      'Second CREATE_IN_PROGRESS',
      'Second CREATE_FAILED Resource handler returned message: "quota exceeded" (RequestToken: …, HandlerErrorCode: GeneralServiceException)',
      'demo ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Second]. Rollback requested by user.',
      'Second DELETE_COMPLETE',
      'First DELETE_IN_PROGRESS',
      'First DELETE_COMPLETE',
      'demo ROLLBACK_COMPLETE',
    ]);
  });

  it('given others under way when one fails, when created, then they are cancelled', async () => {
    const driver = failing({ logicalId: 'A', action: 'create' });
    await driver.send('CreateStack', {
      StackName: 'demo',
      TemplateBody: JSON.stringify({ Resources: { A: topic('a'), B: topic('b') } }),
    });
    await driver.settled();
    const lines = await story(driver);
    expect(lines).toContain('B CREATE_FAILED Resource creation cancelled');
    expect(lines).toContain(
      'demo ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [A, B]. Rollback requested by user.',
    );
  });

  it('given rollback is disabled, when it fails, then what was made stays; a rollback then deletes the stack', async () => {
    const driver = failing({ logicalId: 'Second', action: 'create' });
    await create(driver, { DisableRollback: true });
    const stack = await driver.settled();
    expect(stack).toMatchObject({
      StackStatus: 'CREATE_FAILED',
      StackStatusReason: 'The following resource(s) failed to create: [Second]. ',
    });
    expect(await driver.physicalIds()).toMatchObject({ First: expect.stringContaining(':first') });
    await driver.send('RollbackStack', { StackName: 'demo' });
    expect(await driver.settled(stack.StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  });

  it('given a kept failure, when updated, then what failed is made', async () => {
    const driver = failing({ logicalId: 'Second', action: 'create' });
    await create(driver, { OnFailure: 'DO_NOTHING' });
    await driver.settled();
    expect(await driver.deploy(chain(), { ChangeSetName: 'again' })).toMatchObject({
      StackStatus: 'UPDATE_COMPLETE',
    });
    expect(Object.keys(await driver.physicalIds())).toEqual(['First', 'Second', 'Third']);
  });

  it('given OnFailure DELETE, when it fails, then the stack is gone', async () => {
    const driver = failing({ logicalId: 'Second', action: 'create' });
    const { StackId } = (await create(driver, { OnFailure: 'DELETE' })) as { StackId: string };
    expect(await driver.settled(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    await expect(driver.stack('demo')).rejects.toThrow('Stack with id demo does not exist');
    expect(await story(driver, StackId)).toContain(
      'demo DELETE_IN_PROGRESS The following resource(s) failed to create: [Second]. Delete requested by user.',
    );
  });

  it('given its rollback fails too, when created, then ROLLBACK_FAILED says what is left', async () => {
    const driver = failing(
      { logicalId: 'Second', action: 'create' },
      { logicalId: 'First', action: 'delete' },
    );
    await create(driver);
    expect(await driver.settled()).toMatchObject({
      StackStatus: 'ROLLBACK_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [First]. ',
    });
  });

  it('given properties that the schema refuses, when created without a change set, then the resource says which', async () => {
    const driver = new StackDriver();
    await driver.send('CreateStack', {
      StackName: 'demo',
      TemplateBody: JSON.stringify({
        Resources: { S: { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: 'maybe' } } },
      }),
    });
    await driver.settled();
    expect(await story(driver)).toContain(
      'S CREATE_FAILED Properties validation failed for resource S with message:\n#: required key [VpcId] not found\n#/MapPublicIpOnLaunch: expected type: Boolean, found: String',
    );
  });

  it('given RetainExceptOnCreate, when creation fails, then the resource goes; with Retain it stays', async () => {
    const resources = {
      Kept: topic('kept', 'a', { DeletionPolicy: 'Retain' }),
      Gone: topic('gone', 'a', { DeletionPolicy: 'RetainExceptOnCreate' }),
      Bad: topic('bad', 'a', { DependsOn: ['Kept', 'Gone'] }),
    };
    const driver = failing({ logicalId: 'Bad', action: 'create' });
    await driver.send('CreateStack', {
      StackName: 'demo',
      TemplateBody: JSON.stringify({ Resources: resources }),
    });
    await driver.settled();
    expect(await story(driver)).toEqual(
      expect.arrayContaining(['Kept DELETE_SKIPPED', 'Gone DELETE_COMPLETE']),
    );
  });
});

describe('an update that fails', () => {
  it('given a resource that fails, when updated, then what changed is changed back', async () => {
    const driver = await createdChain();
    setFailures(driver.state, [{ logicalId: 'Second', action: 'update', reason: 'no' }]);
    const stack = await driver.deploy(chain('b'), { ChangeSetName: 'next' });
    expect(stack).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect((await story(driver)).slice(11)).toEqual([
      'demo CREATE_COMPLETE',
      'demo UPDATE_IN_PROGRESS User Initiated',
      'First UPDATE_IN_PROGRESS',
      'First UPDATE_COMPLETE',
      'Second UPDATE_IN_PROGRESS',
      'Second UPDATE_FAILED Resource handler returned message: "no" (RequestToken: …, HandlerErrorCode: GeneralServiceException)',
      'demo UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Second]. ',
      'First UPDATE_IN_PROGRESS',
      'First UPDATE_COMPLETE',
      'Second UPDATE_IN_PROGRESS',
      'Second UPDATE_COMPLETE',
      'demo UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'demo UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  it('given a replacement before the failure, when rolled back, then the old resource is kept and the new one deleted', async () => {
    const driver = await createdChain();
    const before = await driver.physicalIds();
    setFailures(driver.state, [{ logicalId: 'Third', action: 'update' }]);
    const replaced = {
      Resources: {
        First: topic('renamed'),
        Second: topic('second', 'a', { DependsOn: 'First' }),
        Third: topic('third', 'z', { DependsOn: 'Second' }),
      },
    };
    await driver.deploy(replaced, { ChangeSetName: 'next' });
    expect(await driver.physicalIds()).toEqual(before);
    const events = await driver.events();
    const deleted = events
      .filter((event) => event.ResourceStatus === 'DELETE_COMPLETE')
      .map((event) => event.PhysicalResourceId);
    expect(deleted).toEqual(['arn:aws:sns:us-east-1:123456789012:renamed']);
  });

  it('given rollback is disabled, when it fails, then the stack keeps what it has and can be rolled back later', async () => {
    const driver = await createdChain();
    setFailures(driver.state, [{ logicalId: 'Second', action: 'update' }]);
    await driver.send('UpdateStack', {
      StackName: 'demo',
      TemplateBody: JSON.stringify(chain('b')),
      DisableRollback: true,
    });
    expect(await driver.settled()).toMatchObject({
      StackStatus: 'UPDATE_FAILED',
      StackStatusReason: 'The following resource(s) failed to update: [Second]. ',
    });
    await driver.send('RollbackStack', { StackName: 'demo' });
    expect(await driver.settled()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    await expect(
      driver.send('UpdateStack', { StackName: 'demo', TemplateBody: JSON.stringify(chain()) }),
    ).rejects.toThrow('No updates are to be performed.');
  });

  it('given a kept failed update, when the same is asked again, then it is completed', async () => {
    const driver = await createdChain();
    setFailures(driver.state, [{ logicalId: 'Second', action: 'update' }]);
    const update = { StackName: 'demo', TemplateBody: JSON.stringify(chain('b')), DisableRollback: true };
    await driver.send('UpdateStack', update);
    await driver.settled();
    await driver.send('UpdateStack', update);
    expect(await driver.settled()).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  });

  it('given its rollback fails, when continued, then it completes; a skipped resource is left as it is', async () => {
    for (const skip of [false, true]) {
      const driver = await createdChain();
      setFailures(driver.state, [{ logicalId: 'Second', action: 'update', times: 2 }]);
      const stuck = await driver.deploy(chain('b'), { ChangeSetName: 'next' });
      expect(stuck).toMatchObject({
        StackStatus: 'UPDATE_ROLLBACK_FAILED',
        StackStatusReason: 'The following resource(s) failed to update: [Second]. ',
      });
      await expect(
        driver.send('UpdateStack', { StackName: 'demo', TemplateBody: JSON.stringify(chain('c')) }),
      ).rejects.toThrow(
        `Stack:${String(stuck.StackId)} is in UPDATE_ROLLBACK_FAILED state and can not be updated.`,
      );
      if (skip) setFailures(driver.state, [{ logicalId: 'Second', action: 'update', times: 9 }]);
      await driver.send('ContinueUpdateRollback', {
        StackName: 'demo',
        ...(skip ? { ResourcesToSkip: ['Second'] } : {}),
      });
      expect(await driver.settled()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    }
  });

  it('given an update is cancelled, when it ends, then everything is as before', async () => {
    const driver = await createdChain();
    const update = driver.send('UpdateStack', {
      StackName: 'demo',
      TemplateBody: JSON.stringify(chain('b')),
      ClientRequestToken: 'update-1',
    });
    await update;
    await driver.send('CancelUpdateStack', { StackName: 'demo' });
    expect(await driver.settled()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(await story(driver)).toContain('First UPDATE_FAILED Resource update cancelled');
    await expect(driver.send('CancelUpdateStack', { StackName: 'demo' })).rejects.toThrow(
      'CancelUpdateStack cannot be called from current stack status',
    );
    await expect(driver.send('ContinueUpdateRollback', { StackName: 'demo' })).rejects.toThrow(
      'RollbackUpdatedStack cannot be called from current stack status',
    );
  });

  it('given a left-over cannot be deleted, when the update is complete, then it still is, with a word about it', async () => {
    const driver = await createdChain();
    setFailures(driver.state, [{ logicalId: 'First', action: 'delete' }]);
    const stack = await driver.deploy(
      { Resources: { Second: topic('second'), Third: topic('third') } },
      { ChangeSetName: 'next' },
    );
    expect(stack).toMatchObject({
      StackStatus: 'UPDATE_COMPLETE',
      StackStatusReason: 'Update successful. One or more resources could not be deleted.',
    });
  });
});

describe('a deletion that fails', () => {
  it('given a resource that cannot be deleted, when deleted, then retaining or forcing completes it', async () => {
    for (const second of [{ RetainResources: ['Second'] }, { DeletionMode: 'FORCE_DELETE_STACK' }]) {
      const driver = await createdChain();
      setFailures(driver.state, [{ logicalId: 'Second', action: 'delete', times: 2 }]);
      await driver.send('DeleteStack', { StackName: 'demo', ClientRequestToken: 'delete' });
      const stack = await driver.settled();
      expect(stack).toMatchObject({
        StackStatus: 'DELETE_FAILED',
        StackStatusReason: 'The following resource(s) failed to delete: [Second]. ',
      });
      await driver.send('DeleteStack', { StackName: 'demo', ClientRequestToken: 'delete', ...second });
      expect(await driver.settled(stack.StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
      expect(
        (await story(driver, stack.StackId)).some((line) => line.startsWith('Second DELETE_SKIPPED')),
      ).toBe(true);
    }
  });

  it('given a stack that has not failed to delete, when resources are to be retained, then it is refused', async () => {
    const driver = await createdChain();
    await expect(
      driver.send('DeleteStack', { StackName: 'demo', RetainResources: ['First'] }),
    ).rejects.toThrow(
      /specify which resources to retain only when the stack is in the DELETE_FAILED state\.$/,
    );
  });

  it('given termination protection, when deleted, then nothing happens until it is off', async () => {
    const driver = await createdChain();
    await driver.send('UpdateTerminationProtection', {
      StackName: 'demo',
      EnableTerminationProtection: true,
    });
    await expect(driver.send('DeleteStack', { StackName: 'demo' })).rejects.toThrow(
      'Stack [demo] cannot be deleted while TerminationProtection is enabled',
    );
    expect(await driver.stack()).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      EnableTerminationProtection: true,
    });
    await driver.send('UpdateTerminationProtection', {
      StackName: 'demo',
      EnableTerminationProtection: false,
    });
    const { StackId } = await driver.stack();
    await driver.send('DeleteStack', { StackName: 'demo' });
    expect(await driver.settled(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  });

  it('given a stack that is being created, when deleted, then the creation stops and the stack goes', async () => {
    const driver = new StackDriver();
    const { StackId } = (await create(driver)) as { StackId: string };
    await driver.send('DeleteStack', { StackName: 'demo' });
    expect(await driver.settled(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    expect(await story(driver, StackId)).not.toContain('Third CREATE_COMPLETE');
  });
});

describe('ordered failures', () => {
  it('given an order from outside, when read, then what is wrong with it is named', () => {
    const failures = [
      { logicalId: 'A', action: 'create', times: 2, when: 'after', stackName: 's', reason: 'r' },
    ];
    expect(parseFailures(failures)).toEqual(failures);
    expect(parseFailures({ failures })).toEqual(failures);
    expect(() => parseFailures([{ logicalId: 'A', action: 'melt' }])).toThrow(
      'Failure 0: action is one of create, update, delete.',
    );
    expect(() => parseFailures([{ action: 'create' }])).toThrow('Failure 0 has no logicalId.');
    expect(() => parseFailures('nothing')).toThrow(/^Give a list of failures/);
  });

  it('given a failure for another stack, when this one is created, then it is left alone', async () => {
    const driver = failing({ stackName: 'other', logicalId: 'First', action: 'create' });
    await create(driver);
    expect(await driver.settled()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
    expect(listFailures(driver.state)).toHaveLength(1);
  });
});
