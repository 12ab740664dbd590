import type {
  CreateSecretRequest,
  DeleteSecretRequest,
  DescribeSecretRequest,
  DescribeSecretResponse,
  GetRandomPasswordRequest,
  GetSecretValueRequest,
  ListSecretsRequest,
  PutSecretValueRequest,
  RestoreSecretRequest,
  TagResourceRequest,
  UntagResourceRequest,
  UpdateSecretRequest,
} from '@aws-sdk/client-secrets-manager';
import type { LocalRegion } from '../../region.js';
import type { Service } from '../../service.js';
import { describeSecret, listSecrets } from './listing.js';
import {
  createSecret,
  deleteSecret,
  getSecretValue,
  mergeTags,
  putSecretValue,
  restoreSecret,
  updateSecret,
} from './operations.js';
import { randomPassword } from './random-password.js';
import { requireLiveSecret, requireSecret } from './secret-record.js';

/** Secrets Manager without rotation, replication and resource policies. */
export function createSecretsManager(region: LocalRegion): Service {
  return {
    name: 'secretsmanager',
    operations: {
      CreateSecret: (input: CreateSecretRequest) => createSecret(region, input),
      GetSecretValue: (input: GetSecretValueRequest) => getSecretValue(region, input),
      PutSecretValue: (input: PutSecretValueRequest) => putSecretValue(region, input),
      UpdateSecret: (input: UpdateSecretRequest) => updateSecret(region, input),
      DeleteSecret: (input: DeleteSecretRequest) => deleteSecret(region, input),
      RestoreSecret: (input: RestoreSecretRequest) => restoreSecret(region, input.SecretId),
      DescribeSecret: (input: DescribeSecretRequest) => describe(region, input),
      ListSecrets: (input: ListSecretsRequest) => listSecrets(region, input),
      TagResource: (input: TagResourceRequest) => tag(region, input),
      UntagResource: (input: UntagResourceRequest) => untag(region, input),
      GetRandomPassword: (input: GetRandomPasswordRequest) => ({ RandomPassword: randomPassword(input) }),
    },
  };
}

function describe(region: LocalRegion, input: DescribeSecretRequest): DescribeSecretResponse {
  const { SecretVersionsToStages, ...entry } = describeSecret(requireSecret(region, input.SecretId));
  return { ...entry, VersionIdsToStages: SecretVersionsToStages };
}

function tag(region: LocalRegion, input: TagResourceRequest): object {
  const secret = requireLiveSecret(region, input.SecretId);
  secret.tags = mergeTags(secret.tags, input.Tags ?? []);
  return {};
}

function untag(region: LocalRegion, input: UntagResourceRequest): object {
  const secret = requireLiveSecret(region, input.SecretId);
  secret.tags = secret.tags.filter(({ Key }) => !input.TagKeys?.includes(Key ?? ''));
  return {};
}
