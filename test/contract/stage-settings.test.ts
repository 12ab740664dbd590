import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStageSettings, setStage, settingNotes } from '../../src/gateway/stage-settings/set-stage.js';
import type { StageSettingsChange } from '../../src/gateway/stage-settings/stage-settings-service.js';
import { deployedGateway, type DeployedGateway } from '../support/deployed-gateway.js';
import { intercepted } from '../support/intercepted.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
let deployed: DeployedGateway;

beforeAll(async () => {
  local = await startTestAws();
  deployed = await deployedGateway(local);
});
afterAll(() => local.aws.stop());

const nothing: StageSettingsChange = { set: {}, unset: [], throttle: {} };

async function set(change: Partial<StageSettingsChange>, stageName = 'v1') {
  const calls: string[] = [];
  const settings = intercepted('settings', deployed.connection.stageSettings, (call, run) => {
    calls.push(call);
    return run();
  });
  const { apiId } = deployed.gateway;
  const result = setStage(settings, { apiId, stageName }, { ...nothing, ...change });
  return { calls, result: await result.catch((error: unknown) => error) };
}

describe('settings of a stage', () => {
  it('given variables and limits, when they are set, then AWS shows them, and what belongs to the release stays', async () => {
    const { apiId } = deployed.gateway;
    const before = await readStageSettings(deployed.connection.stageSettings, { apiId, stageName: 'v1' });
    const { result } = await set({
      set: { mode: 'careful', url: 'https://example.com/a?b=c&d=~,' },
      throttle: { rateLimit: 50.5, burstLimit: 80 },
    });
    expect(result).toMatchObject({
      changed: true,
      stage: {
        deploymentId: before.deploymentId,
        variables: { ...before.variables, mode: 'careful', url: 'https://example.com/a?b=c&d=~,' },
        throttle: { rateLimit: 50.5, burstLimit: 80 },
        accessLog: expect.stringMatching(/:log-group:\/aws\/aigw\/bedrock-llm-gateway\/access$/),
      },
    });
  });

  it('given the same again, then nothing is sent; given a variable to remove, then it is gone', async () => {
    const again = await set({ set: { mode: 'careful' }, throttle: { burstLimit: 80 }, unset: ['none'] });
    expect(again).toMatchObject({ calls: ['settings.read'], result: { changed: false } });
    const removed = await set({ unset: ['mode', 'url'] });
    expect(Object.keys((removed.result as { stage: { variables: object } }).stage.variables).sort()).toEqual([
      'authorizer',
      'forwarder',
    ]);
  });

  it.each<[string, Partial<StageSettingsChange>]>([
    ['a name with a hyphen', { set: { 'my-mode': 'a' } }],
    ['a name of 65 characters', { set: { ['n'.repeat(65)]: 'a' } }],
    ['a value with a character that AWS refuses', { set: { mode: '$LATEST' } }],
    ['an empty value', { set: { mode: '' } }],
    ['a value of 513 characters', { set: { mode: 'v'.repeat(513) } }],
    [
      'more variables than a stage may have',
      { set: Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`v${at}`, 'a'])) },
    ],
    ['the version of the forwarder', { set: { forwarder: '1' } }],
    ['the version of the authorizer, to remove', { unset: ['authorizer'] }],
    ['a variable to set and to remove', { set: { mode: 'a' }, unset: ['mode'] }],
    ['a rate of 0', { throttle: { rateLimit: 0 } }],
    ['a rate that is no number', { throttle: { rateLimit: Number.NaN } }],
    ['a burst of half a request', { throttle: { burstLimit: 1.5 } }],
    ['a burst that is too great', { throttle: { burstLimit: 5_001 } }],
    ['nothing at all', {}],
  ])('given %s, then it is refused before anything is read or written', async (_what, change) => {
    expect(await set(change)).toMatchObject({ calls: [], result: { kind: 'usage' } });
  });

  it('given a stage that does not exist, then nothing is written', async () => {
    expect(await set({ set: { mode: 'a' } }, 'v9')).toMatchObject({
      calls: ['settings.read'],
      result: { kind: 'not-found' },
    });
  });

  it('given a canary, then it is said that variables are the canary’s too; given a throttle, that the stack has one', async () => {
    const { apiId } = deployed.gateway;
    const stage = await readStageSettings(deployed.connection.stageSettings, { apiId, stageName: 'v1' });
    const canary = { deploymentId: 'd2', percent: 10, variableOverrides: { mode: 'brave' } };
    const wanted = { set: { mode: 'careful' }, unset: [], throttle: { rateLimit: 20 } };
    expect(settingNotes({ changed: true, stage: { ...stage, canary } }, wanted)).toEqual([
      'There is a canary at 10 %: it has these variables too, except those it was started with: mode',
      expect.stringMatching(/stack update may put back.*aigw deploy --param ThrottleRateLimit=20$/),
    ]);
  });
});
