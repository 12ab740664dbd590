/** Function versions a release serves. */
export interface FunctionVersions {
  readonly forwarder: string;
  readonly authorizer: string;
}

/** How a release began as a canary. */
export interface CanaryBeginning {
  /** 0 to 100. */
  readonly percent: number;
  /** Stage variables it has besides those that name the function versions. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether it was to replace a canary that was there. */
  readonly replacing?: true;
}

/** What a deployment made by `aigw` says of itself. */
export interface ReleaseDescription extends FunctionVersions {
  readonly draftHash: string;
  /** Absent where it was to be live at once. */
  readonly canary?: CanaryBeginning;
  /** Whether it has served all requests: written when the stage moves on to another. */
  readonly wasLive?: true;
  /** What the operator said of it. */
  readonly message?: string;
}

const pattern =
  /^aigw release draft=([0-9a-f]{16}) forwarder=(\d+) authorizer=(\d+)(?: canary=([\d.]+)(?:\?(\S+))?)?( replacing)?( was-live)?(?:: (.*))?$/s;

/** The description of the deployment that freezes this draft for these versions. Draft and versions identify the release. */
export function describeRelease(release: ReleaseDescription): string {
  const { draftHash, forwarder, authorizer, canary, wasLive, message } = release;
  const identity = `aigw release draft=${draftHash} forwarder=${forwarder} authorizer=${authorizer}`;
  const flags = `${canary ? beginning(canary) : ''}${wasLive ? ' was-live' : ''}`;
  return `${identity}${flags}${message === undefined ? '' : `: ${message}`}`;
}

function beginning({ percent, variables, replacing }: CanaryBeginning): string {
  const query = new URLSearchParams(variables).toString();
  return ` canary=${percent}${query === '' ? '' : `?${query}`}${replacing ? ' replacing' : ''}`;
}

/** Reads a deployment's description; undefined for a deployment that `aigw` did not make. */
export function parseReleaseDescription(description: string): ReleaseDescription | undefined {
  const match = pattern.exec(description);
  if (!match) return undefined;
  const [, draftHash = '', forwarder = '', authorizer = '', percent, query, replacing, wasLive, message] =
    match;
  const canary = percent !== undefined && {
    percent: Number(percent),
    variables: Object.fromEntries(new URLSearchParams(query)),
    ...(replacing !== undefined && { replacing: true as const }),
  };
  return {
    draftHash,
    forwarder,
    authorizer,
    ...(canary && { canary }),
    ...(wasLive !== undefined && { wasLive: true as const }),
    ...(message !== undefined && { message }),
  };
}

/** Whether both froze the same draft for the same function versions: then they serve the same. */
export function isSameRelease(a: ReleaseDescription | undefined, b: ReleaseDescription): boolean {
  return a?.draftHash === b.draftHash && a.forwarder === b.forwarder && a.authorizer === b.authorizer;
}
