import { abortCanary } from '../../src/gateway/release/canary/abort.js';
import { promoteCanary } from '../../src/gateway/release/canary/promote.js';
import { shiftCanary } from '../../src/gateway/release/canary/shift.js';
import { release } from '../../src/gateway/release/release.js';
import { planRollback, rollback } from '../../src/gateway/release/rollback.js';
import { recordedProgress } from './fakes/time-and-progress.js';
import { intercepted, type Around } from './intercepted.js';
import type { ReleaseScene } from './release-scene.js';

/** What an operator may do to a stage. */
export type Verb = (scene: ReleaseScene, around: Around) => Promise<unknown>;

const undisturbed: Around = (_call, run) => run();

export const releaseVerbs = {
  start: (scene, around) => release(toolsFor(scene, around), { ...scene.request, canary: { percent: 20 } }),
  replace: (scene, around) => {
    const canary = { percent: 30, variables: { mode: 'careful' }, replace: true };
    return release(toolsFor(scene, around), { ...scene.request, canary });
  },
  shift: (scene, around) => shiftCanary(toolsFor(scene, around), scene.request, 40),
  promote: (scene, around) => promoteCanary(toolsFor(scene, around), scene.request),
  abort: (scene, around) => abortCanary(toolsFor(scene, around), scene.request),
  release: (scene, around) => release(toolsFor(scene, around), scene.request),
  rollback: async (scene, around) => {
    const tools = toolsFor(scene, around);
    return rollback(
      tools,
      scene.request,
      await planRollback(tools, { ...scene.request, deploymentId: scene.known[1] }),
    );
  },
} satisfies Record<string, Verb>;

export type VerbName = keyof typeof releaseVerbs;

export const verbNames = Object.keys(releaseVerbs) as VerbName[];

/** Runs a verb with nobody else at work. */
export function alone(scene: ReleaseScene, name: VerbName): Promise<unknown> {
  return releaseVerbs[name](scene, undisturbed);
}

function toolsFor({ apis, functions }: ReleaseScene, around: Around) {
  return {
    apis: intercepted('apis', apis, around),
    functions: intercepted('functions', functions, around),
    progress: recordedProgress(),
  };
}
