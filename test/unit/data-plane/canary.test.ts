import { describe, expect, it } from '@jest/globals';
import { chooseRelease } from '../../../src/local/data-plane/canary.js';
import {
  TestRegion,
  bufferedIntegration,
  liveStage,
  method,
  snapshotOf,
  withAccessLog,
  withServed,
} from './support.js';

const base = snapshotOf(method(bufferedIntegration));
const canary = snapshotOf(method(bufferedIntegration));
const stage = {
  variables: { forwarder: '7', other: 'kept' },
  canarySettings: { deploymentId: 'dep2', percentTraffic: 25, stageVariableOverrides: { forwarder: '8' } },
};

describe('a stage with a canary', () => {
  it('given a draw below its share, serves the canary with its variables laid over the stage’s', () => {
    expect(chooseRelease(liveStage(base, stage, canary), 0.2499)).toEqual({
      snapshot: canary,
      deploymentId: 'dep2',
      variables: { forwarder: '8', other: 'kept' },
      isCanary: true,
    });
  });

  it('given a draw at or above its share, serves the base', () => {
    const release = chooseRelease(liveStage(base, stage, canary), 0.25);
    expect(release).toEqual({
      snapshot: base,
      deploymentId: 'dep1',
      variables: stage.variables,
      isCanary: false,
    });
    expect(release.snapshot).toBe(base);
  });

  it.each([
    [0, 0, false],
    [100, 0.9999, true],
  ])('given %d percent, a draw of %d is for the canary: %s', (percentTraffic, draw, isCanary) => {
    const live = liveStage(base, { canarySettings: { ...stage.canarySettings, percentTraffic } }, canary);
    expect(chooseRelease(live, draw).isCanary).toBe(isCanary);
  });

  it('given no canary, does not say whether a request is one', () => {
    expect(chooseRelease(liveStage(base), 0).isCanary).toBeUndefined();
  });

  it('given requests, logs those of the canary into both groups', async () => {
    const test = new TestRegion();
    const format = '$context.deploymentId $context.isCanaryRequest';
    const methodSettings = { '*/*': { loggingLevel: 'INFO' } };
    test.live = liveStage(base, { ...stage, ...withAccessLog(format), methodSettings }, canary);
    const draws = [0.1, 0.9, 0.2];
    await withServed(
      test,
      async (gateway) => {
        for (let index = 0; index < 3; index++) await gateway.call('/x');
      },
      { random: () => draws.shift() ?? 0 },
    );
    expect(test.invocations.map(({ functionArn }) => functionArn.at(-1))).toEqual(['8', '7', '8']);
    expect(test.messages('/aws/apigateway/access')).toEqual(['dep2 true', 'dep1 false', 'dep2 true']);
    expect(test.messages('/aws/apigateway/access/Canary')).toEqual(['dep2 true', 'dep2 true']);
    const starts = (group: string) =>
      test.messages(group).filter((line) => line.includes('Starting execution')).length;
    expect(starts('API-Gateway-Execution-Logs_abc123/v1')).toBe(1);
    expect(starts('API-Gateway-Execution-Logs_abc123/v1/Canary')).toBe(2);
  });
});
