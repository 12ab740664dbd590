import { expect } from '@jest/globals';
import type { AigwRun } from '../aigw.js';
import type { Case, DisturbedGateway } from './disturbed-gateway.js';
import { mutationsIn } from './mutations.js';
import type { Standing } from './standing.js';

/** What an undisturbed run leads to, and the requests it makes. */
export async function undisturbed(gateway: DisturbedGateway) {
  return gateway.case(async (fresh) => {
    const run = await fresh.run();
    expectSuccess(run);
    return { requests: run.requests, standing: await fresh.standing() };
  });
}

/**
 * Runs the command once more, undisturbed, and expects of it what the issue asks: it succeeds, nothing is there twice, nothing is
 * left behind, and the gateway answers (or is gone).
 */
export async function expectRerunToFinish(
  { scenario }: DisturbedGateway,
  interrupted: Case,
  expected: Standing,
): Promise<void> {
  const run = await interrupted.run();
  if (scenario.refusedWhenDone && run.code === 4) expect(run.stderr).toMatch(scenario.refusedWhenDone);
  else expectSuccess(run);
  expect(await interrupted.standing()).toEqual(expected);
  if (scenario.leavesGateway) expect(await interrupted.ask()).toBe(scenario.answers ?? 200);
}

/** As `expectRerunToFinish`, and a further run finds nothing to do and changes nothing. */
export async function expectCompletion(
  gateway: DisturbedGateway,
  interrupted: Case,
  expected: Standing,
): Promise<void> {
  await expectRerunToFinish(gateway, interrupted, expected);
  const { nothingToDo, refusedWhenDone } = gateway.scenario;
  if (!nothingToDo && !refusedWhenDone) return;
  const further = await interrupted.run();
  if (nothingToDo) expectSuccess(further);
  if (nothingToDo) expect(further.stdout).toMatch(nothingToDo);
  if (refusedWhenDone)
    expect(further).toMatchObject({ code: 4, stderr: expect.stringMatching(refusedWhenDone) });
  expect(mutationsIn(further.requests)).toEqual([]);
}

/** Shows what a run that failed had to say. */
export function expectSuccess(run: AigwRun): void {
  const { code, signal, stderr } = run;
  expect({ code, signal, ...(code === 0 ? {} : { stderr }) }).toEqual({ code: 0, signal: null });
}

/** Expects of a disturbed run that it succeeded or explained itself: an exit code of the contract but "our bug", no stack trace. */
export function expectSuccessOrExplanation(run: AigwRun): void {
  expect([0, 2, 3, 4, 5, 6, 7, 8, 9]).toContain(run.code);
  expect(run.stderr).not.toMatch(/\n\s+at .*[:(]\d+/);
  if (run.code !== 0) expect(run.stderr).toMatch(/^✖ .+\n {2}\S/m);
}
