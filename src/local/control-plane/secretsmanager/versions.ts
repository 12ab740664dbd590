import { randomUUID } from 'node:crypto';
import { AwsError } from '../../errors.js';
import type { SecretRecord, SecretVersion } from './secret-record.js';

/** What a caller puts into a new version. */
export interface NewVersion {
  readonly clientRequestToken?: string | undefined;
  readonly secretString?: string | undefined;
  readonly secretBinary?: Uint8Array | undefined;
  readonly stages?: readonly string[] | undefined;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/**
 * Adds a version and moves its staging labels to it. The request token is the version's id, so a repeated request
 * finds its version and changes nothing.
 *
 * @throws AwsError ResourceExistsException when the token names a version with another value
 */
export function addVersion(secret: SecretRecord, value: NewVersion, now: number): SecretVersion {
  if ((value.secretString === undefined) === (value.secretBinary === undefined)) {
    throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
  }
  const versionId = value.clientRequestToken ?? randomUUID();
  const earlier = secret.versions.get(versionId);
  if (earlier) return sameValue(earlier, value);
  const version: SecretVersion = {
    versionId,
    createdAt: now,
    ...(value.secretString === undefined ? {} : { secretString: value.secretString }),
    ...(value.secretBinary === undefined ? {} : { secretBinary: value.secretBinary }),
    stages: [],
  };
  secret.versions.set(versionId, version);
  for (const stage of value.stages ?? [CURRENT]) moveStage(secret, stage, version);
  secret.changedAt = now;
  return version;
}

function sameValue(earlier: SecretVersion, value: NewVersion): SecretVersion {
  const same =
    earlier.secretString === value.secretString &&
    Buffer.from(earlier.secretBinary ?? []).equals(Buffer.from(value.secretBinary ?? []));
  if (same) return earlier;
  throw new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${earlier.versionId} because that value is already in use for a version of this secret.`,
  );
}

// Whichever version AWSCURRENT leaves becomes AWSPREVIOUS.
function moveStage(secret: SecretRecord, stage: string, to: SecretVersion): void {
  const from = versionAtStage(secret, stage);
  if (from === to) return;
  if (from) from.stages = from.stages.filter((label) => label !== stage);
  to.stages.push(stage);
  if (stage === CURRENT && from) moveStage(secret, PREVIOUS, from);
}

function versionAtStage(secret: SecretRecord, stage: string): SecretVersion | undefined {
  return [...secret.versions.values()].find((version) => version.stages.includes(stage));
}

/** The version a caller asks for: by id, by stage, or the current one. @throws AwsError ResourceNotFoundException */
export function selectVersion(secret: SecretRecord, versionId?: string, stage?: string): SecretVersion {
  if (versionId !== undefined) {
    const version = secret.versions.get(versionId);
    if (!version) throw notFound(`VersionId: ${versionId}`);
    if (stage !== undefined && !version.stages.includes(stage)) throw notFound(`staging label: ${stage}`);
    return version;
  }
  const label = stage ?? CURRENT;
  const version = versionAtStage(secret, label);
  if (!version) throw notFound(`staging label: ${label}`);
  return version;
}

function notFound(what: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${what}`,
  );
}
