import { canonicalJson } from '../../canonical-json.js';
import { GatewayError, isFailure } from '../../errors.js';
import type { ApiService, Canary, Deployment, Stage } from '../api-service.js';
import { draftHash } from '../draft-hash.js';
import { arePublished, publishFunctions } from '../publish-functions.js';
import {
  describeRelease,
  isSameRelease,
  parseReleaseDescription,
  type CanaryBeginning,
  type FunctionVersions,
  type ReleaseDescription,
} from '../release-description.js';
import type { CanaryRequest, ReleaseRequest, ReleaseResult, ReleaseTools } from '../release-request.js';
import { assertUnchanged, readStage, type StageTarget } from '../stage-target.js';
import { canaryConditionOf } from './canary-condition.js';
import { assertCanaryRequest } from './canary-request.js';
import { settleStart } from './settle-start.js';

/**
 * Makes the draft and the given function code live for a share of the requests: publishes versions, then freezes the draft and starts the
 * canary in one request, and reads the stage back. What all other requests meet stays. Where a canary of the same
 * release is there, or the release is live already, nothing is done, so a run that was killed is completed by the next.
 *
 * @throws GatewayError `usage` for a share or variables that AWS would refuse, before anything is written; `conflict` where
 *   there is another canary and it is not to be replaced, or where somebody else changed the stage at the same time
 */
export async function startCanary(
  tools: ReleaseTools,
  request: ReleaseRequest,
  canary: CanaryRequest,
): Promise<ReleaseResult> {
  assertCanaryRequest(canary);
  const before = await readStage(tools.apis, request);
  if (before.canary) {
    const same = await sameCanary(tools, request, canary, before);
    if (same) return same;
    if (canaryConditionOf(before) === 'promoted') throw promotionUnfinished(before);
    if (!canary.replace) throw canaryInTheWay(before);
  }
  await assertReleaseIsLive(tools.apis, request, before);
  tools.progress.onInterrupt(
    'The canary is half made; what was live goes on serving. Run the same command again to finish it.',
  );
  const versions = await publishFunctions(
    tools,
    request,
    before.canary?.variableOverrides ?? before.variables,
  );
  const started = await start(tools, request, canary, { before, versions });
  tools.progress.onInterrupt(undefined);
  return started;
}

/** What a start begins from. */
interface Beginning {
  readonly before: Stage;
  readonly versions: FunctionVersions;
}

async function start(
  { apis, progress }: ReleaseTools,
  request: ReleaseRequest,
  canary: CanaryRequest,
  { before, versions }: Beginning,
): Promise<ReleaseResult> {
  return progress.step('Starting the canary', async (step) => {
    const deployments = await apis.deployments(request.apiId);
    const wanted = { draftHash: draftHash(await apis.draft(request.apiId)), ...versions };
    const result = { versions, draftHash: wanted.draftHash };
    if (isLive(deployments, before, wanted) && Object.keys(canary.variables ?? {}).length === 0) {
      step.conclude(`Live already: deployment ${before.deploymentId}. There is nothing to try`);
      return { ...result, deploymentId: before.deploymentId, changed: false };
    }
    await assertUnchanged(apis, request, before);
    const release = { ...wanted, canary: beginningOf(canary, before), message: request.message };
    const known = new Set(deployments.map(({ id }) => id));
    const made = await create(apis, request, release, known);
    await settleStart(apis, request, { canary: made, release, before, known });
    step.conclude(`Canary at ${made.percent} %: deployment ${made.deploymentId}`);
    return { ...result, deploymentId: made.deploymentId, changed: true, canary: { percent: made.percent } };
  });
}

function beginningOf({ percent, variables = {} }: CanaryRequest, before: Stage): CanaryBeginning {
  return { percent, variables, ...(before.canary && { replacing: true as const }) };
}

function isLive(deployments: readonly Deployment[], stage: Stage, wanted: ReleaseDescription): boolean {
  const serving = releaseServed(deployments, stage);
  const { forwarder = '', authorizer = '' } = stage.variables;
  return serving !== undefined && isSameRelease({ ...serving, forwarder, authorizer }, wanted);
}

/** Where nothing of ours is live, most requests would go on meeting what cannot serve them. */
async function assertReleaseIsLive(apis: ApiService, { apiId }: StageTarget, stage: Stage): Promise<void> {
  if (releaseServed(await apis.deployments(apiId), stage)) return;
  throw new GatewayError(
    'conflict',
    `Stage ${stage.name} serves no release beside which a canary could run.`,
    {
      reason: `aigw did not make deployment ${stage.deploymentId}. Nothing was changed.`,
      next: ['Release to everybody first: aigw deploy'],
    },
  );
}

function releaseServed(
  deployments: readonly Deployment[],
  { deploymentId }: Stage,
): ReleaseDescription | undefined {
  const live = deployments.find(({ id }) => id === deploymentId);
  return parseReleaseDescription(live?.description ?? '');
}

/** So often is a canary asked for whose request or answer was lost. */
const attempts = 3;

/** Where the answer was lost, the stage tells whether the canary is there before it is asked for again. */
async function create(
  apis: ApiService,
  request: ReleaseRequest,
  release: ReleaseDescription & { readonly canary: CanaryBeginning },
  known: ReadonlySet<string>,
): Promise<Canary> {
  const { forwarder, authorizer, canary } = release;
  const variableOverrides = { forwarder, authorizer, ...canary.variables };
  const start = { description: describeRelease(release), percent: canary.percent, variableOverrides };
  for (let attempt = 1; ; attempt++) {
    try {
      const { id } = await apis.startCanary(request.apiId, request.stageName, start);
      return { deploymentId: id, percent: canary.percent, variableOverrides };
    } catch (error) {
      if (!isFailure(error, 'service')) throw error;
      const made = await madeAnyway(apis, request, start.description, known);
      if (made) return made;
      if (attempt === attempts) throw error;
    }
  }
}

/** The stage's canary, where it is new and described as this one. */
async function madeAnyway(
  apis: ApiService,
  target: StageTarget,
  description: string,
  known: ReadonlySet<string>,
): Promise<Canary | undefined> {
  const { canary } = await readStage(apis, target);
  if (!canary || known.has(canary.deploymentId)) return undefined;
  const deployments = await apis.deployments(target.apiId);
  const found = deployments.find(({ id }) => id === canary.deploymentId);
  return found?.description === description ? canary : undefined;
}

/** The canary that is there, where it is the very one that is wanted. */
async function sameCanary(
  { apis, functions }: ReleaseTools,
  request: ReleaseRequest,
  wanted: CanaryRequest,
  { canary }: Stage,
): Promise<ReleaseResult | undefined> {
  const { forwarder = '', authorizer = '' } = canary?.variableOverrides ?? {};
  const overrides = { forwarder, authorizer, ...wanted.variables };
  if (!canary || canary.percent !== wanted.percent) return undefined;
  if (canonicalJson(canary.variableOverrides) !== canonicalJson(overrides)) return undefined;
  const versions = { forwarder, authorizer };
  if (!(await arePublished(functions, request, versions))) return undefined;
  const [deployments, draft] = await Promise.all([
    apis.deployments(request.apiId),
    apis.draft(request.apiId),
  ]);
  const found = deployments.find(({ id }) => id === canary.deploymentId);
  const release = { draftHash: draftHash(draft), ...versions };
  if (!isSameRelease(parseReleaseDescription(found?.description ?? ''), release)) return undefined;
  const { deploymentId, percent } = canary;
  return { deploymentId, versions, draftHash: release.draftHash, changed: false, canary: { percent } };
}

function canaryInTheWay({ name, canary }: Stage): GatewayError {
  return new GatewayError('conflict', `Stage ${name} has a canary at ${canary?.percent ?? 0} %.`, {
    reason: `It is on deployment ${canary?.deploymentId ?? ''}. Nothing was changed.`,
    next: [
      'How it stands: aigw canary status',
      'Another share for it: aigw canary shift PERCENT',
      'Another canary in its place: --replace',
    ],
  });
}

function promotionUnfinished(stage: Stage): GatewayError {
  return new GatewayError('conflict', `The canary of stage ${stage.name} is promoted, but not removed.`, {
    reason: `All requests meet deployment ${stage.deploymentId}. Nothing was changed.`,
    next: ['Finish it first: aigw canary promote'],
  });
}
