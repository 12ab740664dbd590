import type {
  CreateSecretRequest,
  CreateSecretResponse,
  DeleteSecretRequest,
  DeleteSecretResponse,
  GetSecretValueRequest,
  GetSecretValueResponse,
  PutSecretValueRequest,
  PutSecretValueResponse,
  Tag,
  UpdateSecretRequest,
  UpdateSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../../errors.js';
import type { LocalRegion } from '../../region.js';
import {
  findSecret,
  newSecretArn,
  requireLiveSecret,
  requireSecret,
  secretTable,
  type SecretRecord,
} from './secret-record.js';
import { addVersion, selectVersion } from './versions.js';

const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const DAY_MS = 86_400_000;

export function createSecret(region: LocalRegion, input: CreateSecretRequest): CreateSecretResponse {
  const name = input.Name ?? '';
  if (!NAME.test(name)) {
    throw new AwsError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
  const earlier = secretTable(region).get(name);
  if (earlier) return repeatedCreate(earlier, input);
  const secret = newSecret(region, name, input);
  const hasValue = input.SecretString !== undefined || input.SecretBinary !== undefined;
  const version = hasValue ? addVersion(secret, versionOf(input), region.clock.now()) : undefined;
  secretTable(region).set(name, secret);
  return { ARN: secret.arn, Name: name, VersionId: version?.versionId };
}

// The same token with the same value is the same request, sent twice.
function repeatedCreate(secret: SecretRecord, input: CreateSecretRequest): CreateSecretResponse {
  if (secret.deletedAt !== undefined) {
    throw new AwsError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  const version =
    input.ClientRequestToken === undefined ? undefined : secret.versions.get(input.ClientRequestToken);
  if (!version || version.secretString !== input.SecretString) {
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${secret.name} already exists.`,
    );
  }
  return { ARN: secret.arn, Name: secret.name, VersionId: version.versionId };
}

function newSecret(region: LocalRegion, name: string, input: CreateSecretRequest): SecretRecord {
  const now = region.clock.now();
  return {
    name,
    arn: newSecretArn(region, name),
    createdAt: now,
    changedAt: now,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.KmsKeyId === undefined ? {} : { kmsKeyId: input.KmsKeyId }),
    tags: mergeTags([], input.Tags ?? []),
    versions: new Map(),
  };
}

interface ValueInput {
  readonly ClientRequestToken?: string | undefined;
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
  readonly VersionStages?: readonly string[] | undefined;
}

function versionOf(input: ValueInput) {
  return {
    clientRequestToken: input.ClientRequestToken,
    secretString: input.SecretString,
    secretBinary: input.SecretBinary,
    stages: input.VersionStages,
  };
}

export function getSecretValue(region: LocalRegion, input: GetSecretValueRequest): GetSecretValueResponse {
  const secret = requireLiveSecret(region, input.SecretId);
  const version = selectVersion(secret, input.VersionId, input.VersionStage);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.versionId,
    SecretString: version.secretString,
    SecretBinary: version.secretBinary,
    VersionStages: version.stages,
    CreatedDate: new Date(version.createdAt),
  };
}

export function putSecretValue(region: LocalRegion, input: PutSecretValueRequest): PutSecretValueResponse {
  const secret = requireLiveSecret(region, input.SecretId);
  const version = addVersion(secret, versionOf(input), region.clock.now());
  return { ARN: secret.arn, Name: secret.name, VersionId: version.versionId, VersionStages: version.stages };
}

export function updateSecret(region: LocalRegion, input: UpdateSecretRequest): UpdateSecretResponse {
  const secret = requireLiveSecret(region, input.SecretId);
  const hasValue = input.SecretString !== undefined || input.SecretBinary !== undefined;
  const version = hasValue ? addVersion(secret, versionOf(input), region.clock.now()) : undefined;
  if (input.Description !== undefined) secret.description = input.Description;
  if (input.KmsKeyId !== undefined) secret.kmsKeyId = input.KmsKeyId;
  secret.changedAt = region.clock.now();
  return { ARN: secret.arn, Name: secret.name, VersionId: version?.versionId };
}

export function deleteSecret(region: LocalRegion, input: DeleteSecretRequest): DeleteSecretResponse {
  const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force } = input;
  if (force && days !== undefined) {
    throw invalidParameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
  if (days !== undefined && (days < 7 || days > 30)) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  const now = region.clock.now();
  // Forcing the deletion of what is not there succeeds (BC secretsmanager DeleteSecret).
  if (force && !findSecret(region, input.SecretId ?? ''))
    return { Name: input.SecretId, DeletionDate: new Date(now) };
  const secret = force ? requireSecret(region, input.SecretId) : requireLiveSecret(region, input.SecretId);
  secret.deletedAt = now;
  secret.deletionDate = force ? now : now + (days ?? 30) * DAY_MS;
  if (force) secretTable(region).delete(secret.name);
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(secret.deletionDate) };
}

export function restoreSecret(region: LocalRegion, id: string | undefined): { ARN: string; Name: string } {
  const secret = requireSecret(region, id);
  delete secret.deletedAt;
  delete secret.deletionDate;
  return { ARN: secret.arn, Name: secret.name };
}

/** Tags with later values replacing earlier ones of the same key. */
export function mergeTags(earlier: readonly Tag[], later: readonly Tag[]): Tag[] {
  const byKey = new Map([...earlier, ...later].map((tag) => [tag.Key, tag]));
  return [...byKey.values()];
}

function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
