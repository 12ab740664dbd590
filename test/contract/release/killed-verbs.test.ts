import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isFailure } from '../../../src/gateway/errors.js';
import { Killed, killedAt, type Around } from '../../support/intercepted.js';
import { startTestAws, type RunningTestAws } from '../../support/local-aws.js';
import { alone, releaseVerbs, verbNames, type VerbName } from '../../support/release-verbs.js';
import { ReleaseScene } from '../../support/release-scene.js';

let local: RunningTestAws;
let scene: ReleaseScene;
beforeAll(async () => {
  local = await startTestAws();
  scene = await ReleaseScene.prepare(local);
});
afterAll(() => local.aws.stop());

/** Verbs that need a canary to work on. */
const onCanary: readonly VerbName[] = ['shift', 'promote', 'abort', 'replace'];

describe.each(verbNames)('%s, killed before or after each of its calls', (verb) => {
  it('given it is run again, then all is as after an undisturbed run, nothing is there twice, and the stage could serve all the while', async () => {
    await begin(verb);
    const calls = await callsOf(verb);
    const expected = { served: await scene.served(), deployments: await deployments() };
    expect(calls).toBeGreaterThan(1);
    for (let index = 0; index < calls; index += 1) {
      for (const moment of ['before', 'after'] as const) {
        await begin(verb);
        await expect(releaseVerbs[verb](scene, killedAt(index, moment))).rejects.toBeInstanceOf(Killed);
        await scene.served();
        await alone(scene, verb).catch((error: unknown) => {
          // Of what is promoted already nothing is left to promote.
          if (verb !== 'promote' || !isFailure(error, 'conflict')) throw error;
        });
        const found = { served: await scene.served(), deployments: await deployments() };
        expect({ index, moment, ...found }).toEqual({ index, moment, ...expected });
      }
    }
  }, 60_000);
});

async function begin(verb: VerbName): Promise<void> {
  await scene.reset();
  if (onCanary.includes(verb)) await alone(scene, 'start');
}

/** Runs the verb to its end and counts its calls. */
async function callsOf(verb: VerbName): Promise<number> {
  let calls = 0;
  const counting: Around = (_call, run) => {
    calls += 1;
    return run();
  };
  await releaseVerbs[verb](scene, counting);
  return calls;
}

async function deployments(): Promise<string[]> {
  return (await scene.apis.deployments(scene.request.apiId)).map(({ description }) => description);
}
