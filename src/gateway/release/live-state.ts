import type { ApiService, Canary, Deployment, MethodProtection, Stage } from './api-service.js';
import { draftHash } from './draft-hash.js';
import {
  parseReleaseDescription,
  type FunctionVersions,
  type ReleaseDescription,
} from './release-description.js';

/** What is live on a stage, read back from AWS, and how the draft differs from it. */
export interface LiveState {
  readonly stage: Stage;
  readonly deployment: Deployment;
  /** Absent while a deployment is live that `aigw` did not make, such as the bootstrap one. */
  readonly release?: ReleaseDescription;
  /** Versions the stage variables name. */
  readonly versions: Partial<FunctionVersions>;
  /** How each method of the live snapshot is protected: what clients meet, whatever the template says. */
  readonly protections: readonly MethodProtection[];
  readonly canary?: Canary;
  readonly draft: { readonly hash: string; readonly protections: readonly MethodProtection[] };
  /** Whether the draft holds changes that are not live. */
  readonly drift: boolean;
  /** Whether the draft holds changes that the canary does not have either. Absent without a canary. */
  readonly canaryDrift?: boolean;
}

/** Reads what is live; undefined where the stage does not exist. */
export async function readLiveState(
  apis: ApiService,
  apiId: string,
  stageName: string,
): Promise<LiveState | undefined> {
  const stage = await apis.stage(apiId, stageName);
  if (!stage) return undefined;
  const [deployments, draft, protections] = await Promise.all([
    apis.deployments(apiId),
    apis.draft(apiId),
    apis.protections(apiId, stage.deploymentId),
  ]);
  const deployment = deployments.find((candidate) => candidate.id === stage.deploymentId);
  if (!deployment) return undefined;
  const release = parseReleaseDescription(deployment.description);
  const hash = draftHash(draft);
  return {
    stage,
    deployment,
    release,
    versions: { forwarder: stage.variables['forwarder'], authorizer: stage.variables['authorizer'] },
    protections,
    canary: stage.canary,
    draft: { hash, protections: draft.protections },
    drift: release?.draftHash !== hash,
    ...(stage.canary && { canaryDrift: canaryHash(deployments, stage.canary) !== hash }),
  };
}

function canaryHash(deployments: readonly Deployment[], { deploymentId }: Canary): string | undefined {
  const made = deployments.find(({ id }) => id === deploymentId);
  return parseReleaseDescription(made?.description ?? '')?.draftHash;
}
