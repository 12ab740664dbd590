import type { ApiService, Deployment, Draft, Stage } from './api-service.js';
import { draftHash } from './draft-hash.js';
import { snapshotOfDraft } from './draft-snapshot.js';
import { snapshotOfExport } from './exported-snapshot.js';
import { parseReleaseDescription } from './release-description.js';
import {
  joined,
  snapshotOfProtections,
  snapshotOfVariables,
  snapshotOfVersions,
  type Snapshot,
} from './snapshot.js';

/** What clients of the stage meet: the snapshot it serves (the canary's share aside), its variables and function versions. */
export async function readLiveSnapshot(apis: ApiService, apiId: string, stage: Stage): Promise<Snapshot> {
  const [protections, exported] = await Promise.all([
    apis.protections(apiId, stage.deploymentId),
    apis.exportedStage(apiId, stage.name),
  ]);
  const { forwarder, authorizer } = stage.variables;
  const versions = { ...(forwarder && { forwarder }), ...(authorizer && { authorizer }) };
  return joined(
    snapshotOfProtections(protections),
    snapshotOfExport(exported),
    snapshotOfVariables(stage.variables),
    snapshotOfVersions(versions),
  );
}

/**
 * All that can be known of a deployment that the stage does not serve: its methods; the versions its description names; and
 * the rest only where it froze the draft as it is now.
 */
export async function readDeploymentSnapshot(
  apis: ApiService,
  apiId: string,
  deployment: Deployment,
  draft: Draft,
): Promise<Snapshot> {
  const release = parseReleaseDescription(deployment.description);
  const versions = release
    ? [snapshotOfVersions({ forwarder: release.forwarder, authorizer: release.authorizer })]
    : [];
  const froze =
    release?.draftHash === draftHash(draft)
      ? snapshotOfDraft(draft)
      : snapshotOfProtections(await apis.protections(apiId, deployment.id));
  return joined(froze, ...versions);
}
