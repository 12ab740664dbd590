import type { Progress } from '../progress.js';
import type { ApiService } from './api-service.js';
import type { FunctionService } from './function-service.js';
import type { FunctionVersions } from './release-description.js';
import type { StageTarget } from './stage-target.js';

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

/** How a release is to begin as a canary. */
export interface CanaryRequest {
  /** Share of the requests, 0 to 100. */
  readonly percent: number;
  /** Stage variables for the canary only, besides those that name the function versions. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Replaces a canary that is there, instead of refusing. */
  readonly replace?: boolean;
}

export interface ReleaseRequest extends StageTarget {
  readonly functionNames: { readonly forwarder: string; readonly authorizer: string };
  readonly code: { readonly forwarder: CodeChoice; readonly authorizer: CodeChoice };
  /** Makes it live for a share of the requests only. */
  readonly canary?: CanaryRequest;
  /** What the operator says of the release. */
  readonly message?: string;
}

export interface ReleaseResult {
  readonly deploymentId: string;
  readonly versions: FunctionVersions;
  readonly draftHash: string;
  /** False where all of it was live already and nothing was done. */
  readonly changed: boolean;
  /** Where it is live for a share of the requests only. */
  readonly canary?: { readonly percent: number };
}

export interface ReleaseTools {
  readonly apis: ApiService;
  readonly functions: FunctionService;
  readonly progress: Progress;
}
