import { GatewayError, isFailure } from '../errors.js';
import type { Progress } from '../progress.js';
import type { ApiService, Deployment, MethodProtection, Stage } from './api-service.js';
import { assertNoCanary } from './canary-guard.js';
import { draftHash } from './draft-hash.js';
import type { FunctionService } from './function-service.js';
import { describeRelease, type FunctionVersions } from './release-description.js';

/** The built code of one function. */
export interface FunctionCode {
  readonly zip: Uint8Array;
  /** Base64 SHA-256 of the zip, as Lambda computes it. */
  readonly codeSha256: string;
}

/**
 * What a release serves of a function: this code · `latest`, what the function holds already · `serving`, the version
 * that serves now, whatever the function holds.
 */
export type CodeChoice = FunctionCode | 'latest' | 'serving';

export interface ReleaseRequest {
  readonly apiId: string;
  readonly stageName: string;
  readonly functionNames: { readonly forwarder: string; readonly authorizer: string };
  readonly code: { readonly forwarder: CodeChoice; readonly authorizer: CodeChoice };
}

export interface ReleaseResult {
  readonly deploymentId: string;
  readonly versions: FunctionVersions;
  readonly draftHash: string;
  /** False where all of it was live already and nothing was done. */
  readonly changed: boolean;
}

export interface ReleaseTools {
  readonly apis: ApiService;
  readonly functions: FunctionService;
  readonly progress: Progress;
}

/**
 * Makes the draft and the given function code live: publishes versions, freezes the draft, points the stage at both in one
 * update, and reads the stage back to prove it. Each part is skipped where it is done already, so a run that was
 * killed is completed by the next.
 *
 * @throws GatewayError `conflict` while a canary is active, `verification` where the stage does not show what was asked
 */
export async function release(tools: ReleaseTools, request: ReleaseRequest): Promise<ReleaseResult> {
  const { apis, progress } = tools;
  const stage = await existingStage(apis, request);
  assertNoCanary(request.apiId, stage);
  progress.onInterrupt(
    'The release is half made; what was live goes on serving. Run `aigw deploy` again to finish it.',
  );
  const versions = await publishFunctions(tools, request, stage.variables);
  const made = await makeLive(tools, request, versions);
  progress.onInterrupt(undefined);
  return made;
}

async function makeLive(
  { apis, progress }: ReleaseTools,
  request: ReleaseRequest,
  versions: FunctionVersions,
): Promise<ReleaseResult> {
  return progress.step('Making the release live', async (step) => {
    const draft = await apis.draft(request.apiId);
    const wanted = { draftHash: draftHash(draft), ...versions };
    const deployment = await findOrCreateDeployment(apis, request.apiId, describeRelease(wanted));
    const changed = await pointStageAt(apis, request, deployment, versions);
    await verify(apis, request, deployment, versions, draft.protections);
    step.conclude(
      changed
        ? `Live: deployment ${deployment.id} (forwarder ${versions.forwarder}, authorizer ${versions.authorizer})`
        : `Already live: deployment ${deployment.id}`,
    );
    return { deploymentId: deployment.id, versions, draftHash: wanted.draftHash, changed };
  });
}

async function existingStage(apis: ApiService, request: ReleaseRequest): Promise<Stage> {
  const stage = await apis.stage(request.apiId, request.stageName);
  if (stage) return stage;
  throw new GatewayError('not-found', `API ${request.apiId} has no stage ${request.stageName}.`, {
    reason: 'The stack makes it; somebody deleted it since.',
    next: ['aigw status'],
  });
}

async function publishFunctions(
  tools: ReleaseTools,
  request: ReleaseRequest,
  live: Partial<FunctionVersions>,
): Promise<FunctionVersions> {
  const { functionNames, code } = request;
  return tools.progress.step('Publishing function versions', async (step) => {
    const [forwarder, authorizer] = await Promise.all([
      publish(tools.functions, functionNames.forwarder, code.forwarder, live.forwarder),
      publish(tools.functions, functionNames.authorizer, code.authorizer, live.authorizer),
    ]);
    step.conclude(`Function versions: forwarder ${forwarder}, authorizer ${authorizer}`);
    return { forwarder, authorizer };
  });
}

/** @param live the version that serves now: where it is what would be published, nothing is uploaded or published */
async function publish(
  functions: FunctionService,
  name: string,
  code: CodeChoice,
  live: string | undefined,
): Promise<string> {
  if (code === 'serving' && live !== undefined) return live;
  const [latest, serving] = await Promise.all([
    functions.latest(name),
    live === undefined ? undefined : functions.version(name, live),
  ]);
  const upload = typeof code === 'object' && latest.codeSha256 !== code.codeSha256 ? code : undefined;
  if (!upload && live !== undefined && serving?.configuration === latest.configuration) return live;
  if (upload) await functions.updateCode(name, upload.zip);
  return functions.publish(name, upload?.codeSha256 ?? latest.codeSha256);
}

/** So often is a deployment asked for whose request or answer was lost. Pacing puts seconds between them. */
const creationAttempts = 3;

/**
 * A deployment with this description froze the same draft, so it is used again rather than made twice: on the next run, and
 * where the answer to its creation was lost.
 */
async function findOrCreateDeployment(
  apis: ApiService,
  apiId: string,
  description: string,
): Promise<Deployment> {
  const find = async () => (await apis.deployments(apiId)).find((made) => made.description === description);
  for (let attempt = 1; ; attempt++) {
    const existing = await find();
    if (existing) return existing;
    try {
      return await apis.createDeployment(apiId, description);
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

async function pointStageAt(
  apis: ApiService,
  request: ReleaseRequest,
  deployment: Deployment,
  versions: FunctionVersions,
): Promise<boolean> {
  const stage = await existingStage(apis, request);
  assertNoCanary(request.apiId, stage);
  if (serves(stage, deployment, versions)) return false;
  await apis.pointStage(request.apiId, request.stageName, {
    deploymentId: deployment.id,
    variables: { ...versions },
  });
  return true;
}

function serves(stage: Stage, deployment: Deployment, versions: FunctionVersions): boolean {
  return (
    stage.deploymentId === deployment.id &&
    stage.variables['forwarder'] === versions.forwarder &&
    stage.variables['authorizer'] === versions.authorizer
  );
}

/** Reads stage and snapshot back: what is live is what AWS answers, not what we asked for. */
async function verify(
  apis: ApiService,
  request: ReleaseRequest,
  deployment: Deployment,
  versions: FunctionVersions,
  expected: readonly MethodProtection[],
): Promise<void> {
  const [stage, live] = await Promise.all([
    existingStage(apis, request),
    apis.protections(request.apiId, deployment.id),
  ]);
  if (serves(stage, deployment, versions) && sameProtections(live, expected)) return;
  throw new GatewayError('verification', 'The release was made, but the stage does not show it.', {
    reason: `Stage ${stage.name} serves deployment ${stage.deploymentId}; deployment ${deployment.id} was expected, with the authorization of the draft.`,
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
