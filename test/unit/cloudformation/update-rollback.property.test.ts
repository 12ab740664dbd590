import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { setFailures } from '../../../src/local/control-plane/cloudformation/index.js';
import type { StackRecord } from '../../../src/local/control-plane/cloudformation/stack/records.js';
import { StackDriver } from './stack-driver.js';

/** A topic is updated in place by DisplayName and replaced by TopicName; it may refer to topics before it. */
interface TopicEdit {
  readonly present: boolean;
  readonly display: number;
  readonly name: number;
  readonly refersTo: number;
  readonly retain: boolean;
}

const topicEdit = fc.record<TopicEdit>({
  present: fc.boolean(),
  display: fc.nat(2),
  name: fc.nat(2),
  refersTo: fc.nat(5),
  retain: fc.boolean(),
});
const edits = fc.array(topicEdit, { minLength: 1, maxLength: 6 });

function templateOf(topics: readonly TopicEdit[], displaySuffix: string): object {
  const present = topics
    .map((topic, index) => ({ ...topic, id: `T${String(index)}` }))
    .filter((topic) => topic.present);
  const resources = present.map(({ id, display, name, refersTo, retain }, index) => {
    const target = present[refersTo];
    const reference = target && refersTo < index ? { Ref: target.id } : 'none';
    const DisplayName = { 'Fn::Join': ['-', [`${String(display)}${displaySuffix}`, reference]] };
    return [
      id,
      {
        Type: 'AWS::SNS::Topic',
        Properties: { DisplayName, TopicName: `${id}-${String(name)}` },
        ...(retain ? { DeletionPolicy: 'Retain' } : {}),
      },
    ];
  });
  // One resource that every version changes, so that there always is an update.
  const marker = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'marker', DisplayName: displaySuffix } };
  return {
    Resources: { ...Object.fromEntries(resources as [string, object][]), Marker: marker },
    Outputs: { Marker: { Value: { Ref: 'Marker' } } },
  };
}

/** What must be as before: everything that is not the story of how it came about. */
function observable(driver: StackDriver): unknown {
  const [stack] = [...driver.state.table<StackRecord>('cloudformation/stacks').values()];
  const resources = Object.values(stack?.resources ?? {}).map(
    ({ logicalId, physicalId, attributes, properties, deletionPolicy, dependsOn }) => ({
      logicalId,
      physicalId,
      attributes,
      properties,
      deletionPolicy,
      dependsOn,
    }),
  );
  return structuredClone({
    definition: stack?.definition,
    outputs: stack?.outputs,
    resources: resources.sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1)),
  });
}

describe('an update that fails', () => {
  it('given any template edit and any failing resource, when rolled back, then every resource is exactly as before', async () => {
    await fc.assert(
      fc.asyncProperty(
        edits,
        edits,
        fc.nat(6),
        fc.constantFrom('before' as const, 'after' as const),
        fc.constantFrom('create' as const, 'update' as const),
        async (first, second, failing, when, action) => {
          const driver = new StackDriver();
          await driver.deploy(templateOf(first, 'a'), { ChangeSetType: 'CREATE' });
          const before = observable(driver);
          const logicalId = failing < 6 ? `T${String(failing)}` : 'Marker';
          setFailures(driver.state, [{ logicalId, action, when, reason: 'ordered' }]);
          const stack = await driver.deploy(templateOf(second, 'b'));
          if (stack.StackStatus === 'UPDATE_COMPLETE') return;
          if (stack.StackStatus !== 'UPDATE_ROLLBACK_COMPLETE') {
            throw new Error(`${String(stack.StackStatus)}\n${(await driver.eventLines()).join('\n')}`);
          }
          const after = observable(driver);
          if (JSON.stringify(after) !== JSON.stringify(before)) {
            throw new Error(
              `${JSON.stringify(before, undefined, 1)}\nbecame\n${JSON.stringify(after, undefined, 1)}\n${(await driver.eventLines()).join('\n')}`,
            );
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
