import type { Tag } from '@aws-sdk/client-secrets-manager';
import { randomBytes } from 'node:crypto';
import { AwsError } from '../../errors.js';
import type { LocalRegion } from '../../region.js';

/** One version of a secret: its value, and the staging labels that point at it. */
export interface SecretVersion {
  readonly versionId: string;
  readonly createdAt: number;
  readonly secretString?: string;
  readonly secretBinary?: Uint8Array;
  stages: string[];
}

/** A secret as the local AWS keeps it. */
export interface SecretRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  changedAt: number;
  description?: string;
  kmsKeyId?: string;
  /** When it was marked for deletion, and when it goes. */
  deletedAt?: number;
  deletionDate?: number;
  tags: Tag[];
  readonly versions: Map<string, SecretVersion>;
}

const SUFFIX_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The secrets of a region by name. Those whose deletion date has come are removed on the way. */
export function secretTable(region: LocalRegion): Map<string, SecretRecord> {
  const table = region.state.table<SecretRecord>('secretsmanager/secrets');
  for (const [name, secret] of table) {
    if (secret.deletionDate !== undefined && secret.deletionDate <= region.clock.now()) table.delete(name);
  }
  return table;
}

/** An ARN for a new secret: the name and six random characters. */
export function newSecretArn(region: LocalRegion, name: string): string {
  const suffix = [...randomBytes(6)].map((byte) => SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length]).join('');
  return `arn:${region.partition}:secretsmanager:${region.name}:${region.accountId}:secret:${name}-${suffix}`;
}

/** Finds a secret by name, ARN, or ARN without its suffix, whether marked for deletion or not. */
export function findSecret(region: LocalRegion, id: string): SecretRecord | undefined {
  const table = secretTable(region);
  const named = table.get(id);
  if (named) return named;
  return [...table.values()].find((secret) => secret.arn === id || secret.arn.slice(0, -7) === id);
}

/** @throws AwsError ResourceNotFoundException */
export function requireSecret(region: LocalRegion, id: string | undefined): SecretRecord {
  const secret = id === undefined ? undefined : findSecret(region, id);
  if (!secret)
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  return secret;
}

/** @throws AwsError ResourceNotFoundException, or InvalidRequestException when it is marked for deletion */
export function requireLiveSecret(region: LocalRegion, id: string | undefined): SecretRecord {
  const secret = requireSecret(region, id);
  if (secret.deletedAt !== undefined) {
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }
  return secret;
}
