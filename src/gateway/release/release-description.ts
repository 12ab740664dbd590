/** Function versions a release serves. */
export interface FunctionVersions {
  readonly forwarder: string;
  readonly authorizer: string;
}

/** What a deployment made by `aigw` says of itself. */
export interface ReleaseDescription extends FunctionVersions {
  readonly draftHash: string;
}

const pattern = /^aigw release draft=([0-9a-f]{16}) forwarder=(\d+) authorizer=(\d+)(?: |$)/;

/** The description of the deployment that freezes this draft for these versions. It identifies the release. */
export function describeRelease(release: ReleaseDescription): string {
  return `aigw release draft=${release.draftHash} forwarder=${release.forwarder} authorizer=${release.authorizer}`;
}

/** Reads a deployment's description; undefined for a deployment that `aigw` did not make. */
export function parseReleaseDescription(description: string): ReleaseDescription | undefined {
  const match = pattern.exec(description);
  if (!match) return undefined;
  const [, hash = '', forwarder = '', authorizer = ''] = match;
  return { draftHash: hash, forwarder, authorizer };
}
