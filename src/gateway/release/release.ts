import { GatewayError, isFailure } from '../errors.js';
import type { ApiService, Deployment, MethodProtection, Stage } from './api-service.js';
import { assertNoCanary } from './canary-guard.js';
import { startCanary } from './canary/start.js';
import { draftHash } from './draft-hash.js';
import { moveStage } from './move-stage.js';
import { arePublished, publishFunctions } from './publish-functions.js';
import {
  describeRelease,
  isSameRelease,
  parseReleaseDescription,
  type FunctionVersions,
  type ReleaseDescription,
} from './release-description.js';
import type { ReleaseRequest, ReleaseResult, ReleaseTools } from './release-request.js';
import { readStage } from './stage-target.js';

export type {
  CodeChoice,
  FunctionCode,
  ReleaseRequest,
  ReleaseResult,
  ReleaseTools,
} from './release-request.js';

/**
 * Makes the draft and the given function code live, for everybody or for a canary's share: publishes versions, freezes the draft,
 * points the stage at both in one update, and reads the stage back to prove it. Each part is skipped where it is done
 * already, so a run that was killed is completed by the next.
 *
 * @throws GatewayError `conflict` while a canary is active or where somebody else changed the stage at the same time,
 *   `verification` where the stage does not show what was asked
 */
export async function release(tools: ReleaseTools, request: ReleaseRequest): Promise<ReleaseResult> {
  const { apis, progress } = tools;
  if (request.canary) return startCanary(tools, request, request.canary);
  const stage = await readStage(apis, request);
  if (stage.canary) return unlessLiveAlready(tools, request, stage);
  progress.onInterrupt(
    'The release is half made; what was live goes on serving. Run `aigw deploy` again to finish it.',
  );
  const versions = await publishFunctions(tools, request, stage.variables);
  const made = await makeLive(tools, request, versions, stage.deploymentId);
  progress.onInterrupt(undefined);
  return made;
}

/** Beside a canary nothing is released; where nothing would be, that is no failure. */
async function unlessLiveAlready(
  { apis, functions }: ReleaseTools,
  request: ReleaseRequest,
  stage: Stage,
): Promise<ReleaseResult> {
  const [deployments, draft, published] = await Promise.all([
    apis.deployments(request.apiId),
    apis.draft(request.apiId),
    arePublished(functions, request, stage.variables),
  ]);
  const live = deployments.find(({ id }) => id === stage.deploymentId);
  const described = parseReleaseDescription(live?.description ?? '');
  const { forwarder = '', authorizer = '' } = stage.variables;
  const wanted = { draftHash: draftHash(draft), forwarder, authorizer };
  if (!published || !isSameRelease(described, wanted)) assertNoCanary(stage);
  const versions = { forwarder, authorizer };
  return { deploymentId: stage.deploymentId, versions, draftHash: wanted.draftHash, changed: false };
}

async function makeLive(
  { apis, progress }: ReleaseTools,
  request: ReleaseRequest,
  versions: FunctionVersions,
  live: string,
): Promise<ReleaseResult> {
  return progress.step('Making the release live', async (step) => {
    const draft = await apis.draft(request.apiId);
    const wanted = { draftHash: draftHash(draft), ...versions, message: request.message };
    const { id: deploymentId } = await findOrCreateDeployment(apis, request.apiId, wanted, live);
    await verifyProtections(apis, request.apiId, deploymentId, draft.protections);
    const changed = await moveStage(apis, request, { deploymentId, versions });
    step.conclude(
      changed
        ? `Live: deployment ${deploymentId} (forwarder ${versions.forwarder}, authorizer ${versions.authorizer})`
        : `Already live: deployment ${deploymentId}`,
    );
    return { deploymentId, versions, draftHash: wanted.draftHash, changed };
  });
}

/** So often is a deployment asked for whose request or answer was lost. Pacing puts seconds between them. */
const creationAttempts = 3;

/**
 * A deployment that froze the same draft for the same versions is used again rather than made twice: on the next run, and where the answer to
 * its creation was lost.
 *
 * @param live the deployment that the stage serves: of several it is the one
 */
async function findOrCreateDeployment(
  apis: ApiService,
  apiId: string,
  wanted: ReleaseDescription,
  live: string,
): Promise<Deployment> {
  const find = async () => {
    const same = (await apis.deployments(apiId)).filter(({ description }) =>
      isSameRelease(parseReleaseDescription(description), wanted),
    );
    return same.find(({ id }) => id === live) ?? same[0];
  };
  for (let attempt = 1; ; attempt++) {
    const existing = await find();
    if (existing) return existing;
    try {
      return await apis.createDeployment(apiId, describeRelease(wanted));
    } catch (error) {
      if (!isFailure(error, 'service')) throw error;
      if (attempt === creationAttempts) return orThrow(await find(), error);
    }
  }
}

function orThrow<T>(value: T | undefined, error: unknown): T {
  if (value === undefined) throw error;
  return value;
}

/** Before anybody is served by it: the snapshot has to protect its methods as the draft does. */
async function verifyProtections(
  apis: ApiService,
  apiId: string,
  deploymentId: string,
  expected: readonly MethodProtection[],
): Promise<void> {
  if (sameProtections(await apis.protections(apiId, deploymentId), expected)) return;
  throw new GatewayError('verification', 'The release does not have the authorization of the draft.', {
    reason: `Deployment ${deploymentId} protects its methods otherwise. What was live goes on serving.`,
    next: ['aigw status', 'aigw deploy'],
  });
}

function sameProtections(a: readonly MethodProtection[], b: readonly MethodProtection[]): boolean {
  const lines = (methods: readonly MethodProtection[]) =>
    methods
      .map((method) =>
        JSON.stringify([method.path, method.method, method.authorization, method.apiKeyRequired]),
      )
      .sort();
  return lines(a).join() === lines(b).join();
}
