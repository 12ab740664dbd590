import type { ApiService } from './api-service.js';
import { draftHash } from './draft-hash.js';
import { snapshotOfDraft } from './draft-snapshot.js';
import { functionDifferences } from './function-diff.js';
import type { FunctionService } from './function-service.js';
import { readLiveSnapshot } from './read-snapshot.js';
import { parseReleaseDescription } from './release-description.js';
import type { ReleaseRequest } from './release-request.js';
import { compareSnapshots, type SnapshotDifference } from './snapshot-diff.js';
import { snapshotOfProtections } from './snapshot.js';
import { readStage } from './stage-target.js';

/** What the next release would bring. */
export interface DraftDiff {
  /** The deployment that is live. */
  readonly live: string;
  readonly differences: readonly SnapshotDifference[];
  /**
   * The draft is not the one that is live, though nothing that AWS shows of both differs: endpoint, models, or members of an API that
   * AWS added since.
   */
  readonly hidden: boolean;
  /** Whether the next release would change what clients meet. */
  readonly changes: boolean;
  readonly canary?: {
    readonly deploymentId: string;
    readonly percent: number;
    /** Whether it carries this very draft. */
    readonly carriesDraft: boolean;
  };
}

/**
 * Compares the draft, and the code that the next release would carry, with what is live. Where the live deployment says that it froze
 * this draft, nothing of the API but its protection is compared: an export may write the same in another way.
 */
export async function readDraftDiff(
  { apis, functions }: { readonly apis: ApiService; readonly functions: FunctionService },
  request: ReleaseRequest,
): Promise<DraftDiff> {
  const stage = await readStage(apis, request);
  const [draft, deployments, ofFunctions] = await Promise.all([
    apis.draft(request.apiId),
    apis.deployments(request.apiId),
    functionDifferences(functions, request, stage.variables),
  ]);
  const hash = draftHash(draft);
  const froze = (id: string) =>
    parseReleaseDescription(deployments.find((made) => made.id === id)?.description ?? '')?.draftHash ===
    hash;
  const same = froze(stage.deploymentId);
  const live = same
    ? snapshotOfProtections(await apis.protections(request.apiId, stage.deploymentId))
    : await readLiveSnapshot(apis, request.apiId, stage);
  const ofApi = compareSnapshots(live, snapshotOfDraft(draft)).differences;
  const differences = [...ofApi, ...ofFunctions];
  const hidden = !same && ofApi.length === 0;
  const { canary } = stage;
  return {
    live: stage.deploymentId,
    differences,
    hidden,
    changes: hidden || differences.length > 0,
    ...(canary && {
      canary: {
        deploymentId: canary.deploymentId,
        percent: canary.percent,
        carriesDraft: froze(canary.deploymentId),
      },
    }),
  };
}
