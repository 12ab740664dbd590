import type { ApiService, Canary, Stage } from '../api-service.js';
import type { ReleaseDescription } from '../release-description.js';
import { changedUnderneath, readStage, type StageTarget } from '../stage-target.js';
import { canariesStartedSince, isLiveAnyway, type StartedCanary } from './started-meanwhile.js';

/** A canary that was just started. */
export interface FreshCanary {
  readonly canary: Canary;
  readonly release: ReleaseDescription;
  /** The stage as it was read last before. */
  readonly before: Stage;
  /** Ids of the deployments that were there before. */
  readonly known: ReadonlySet<string>;
}

/**
 * Settles who wins where others changed the stage while the canary was being started: AWS lets the last request win, and its answer does not
 * show what it replaced (AWS-FACTS §3). Of two canaries started at once without `--replace` the first stays; whoever
 * lost is told.
 *
 * @throws GatewayError `conflict` where this canary does not stay
 */
export async function settleStart(apis: ApiService, target: StageTarget, fresh: FreshCanary): Promise<void> {
  const { canary, release, before } = fresh;
  const after = await readStage(apis, target);
  if (after.deploymentId === canary.deploymentId) return; // Somebody has promoted it already.
  const deployments = await apis.deployments(target.apiId);
  const started = canariesStartedSince(fresh.known, deployments);
  const place = started.findIndex((other) => other.canary.deploymentId === canary.deploymentId);
  const earlier = started.slice(0, Math.max(0, place)).at(-1);
  if (earlier && !release.canary?.replacing) return yieldTo(apis, target, earlier, after);
  if (after.canary?.deploymentId !== canary.deploymentId) {
    return insist(apis, target, fresh, after, started.at(-1));
  }
  const isOvertaken = after.deploymentId !== before.deploymentId && isLiveAnyway(release, after, deployments);
  if (isOvertaken) await giveUp(apis, target, after);
}

/** Another canary was there first: it is put back. */
async function yieldTo(
  apis: ApiService,
  target: StageTarget,
  { canary }: StartedCanary,
  after: Stage,
): Promise<never> {
  await apis.restoreStage(target.apiId, { ...after, canary }, after);
  throw changedUnderneath(target, `It has another canary, at ${canary.percent} %; yours was taken back.`);
}

/** Puts this canary back where a later one, or the end of a promotion, took its place without meaning to. */
async function insist(
  apis: ApiService,
  target: StageTarget,
  { canary, before }: FreshCanary,
  after: Stage,
  newest: StartedCanary | undefined,
): Promise<void> {
  const overrun = after.canary
    ? after.canary.deploymentId === newest?.canary.deploymentId && !newest.release.canary?.replacing
    : after.deploymentId === before.canary?.deploymentId;
  if (!overrun) {
    throw changedUnderneath(target, 'Your canary was replaced, promoted or aborted right after it started.');
  }
  await apis.restoreStage(target.apiId, { ...after, canary }, after);
}

/** Somebody has released the same to everybody meanwhile. */
async function giveUp(apis: ApiService, target: StageTarget, after: Stage): Promise<never> {
  await apis.restoreStage(target.apiId, { ...after, canary: undefined }, after);
  throw changedUnderneath(
    target,
    `The same was released to all meanwhile: deployment ${after.deploymentId}.`,
  );
}
