import type {
  Filter,
  ListSecretsRequest,
  ListSecretsResponse,
  SecretListEntry,
} from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../../errors.js';
import type { LocalRegion } from '../../region.js';
import { secretTable, type SecretRecord } from './secret-record.js';

const PAGE_SIZE = 100;

/** ListSecrets: newest first, filtered, in pages. */
export function listSecrets(region: LocalRegion, input: ListSecretsRequest): ListSecretsResponse {
  const start = readToken(input.NextToken);
  const size = input.MaxResults ?? PAGE_SIZE;
  const matching = [...secretTable(region).values()]
    .filter((secret) => input.IncludePlannedDeletion === true || secret.deletedAt === undefined)
    .filter((secret) => (input.Filters ?? []).every((filter) => matches(secret, filter)))
    .sort((a, b) => (input.SortOrder === 'asc' ? 1 : -1) * (a.createdAt - b.createdAt));
  const end = start + size;
  return {
    SecretList: matching.slice(start, end).map((secret) => describeSecret(secret)),
    ...(end < matching.length ? { NextToken: Buffer.from(String(end)).toString('base64') } : {}),
  };
}

function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const position = Number(Buffer.from(token, 'base64').toString());
  if (Number.isInteger(position) && position > 0) return position;
  throw new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
}

/** What DescribeSecret and ListSecrets tell of a secret: never its value. */
export function describeSecret(secret: SecretRecord): SecretListEntry {
  const staged = [...secret.versions.values()].filter((version) => version.stages.length > 0);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    CreatedDate: new Date(secret.createdAt),
    LastChangedDate: new Date(secret.changedAt),
    DeletedDate: secret.deletedAt === undefined ? undefined : new Date(secret.deletedAt),
    Tags: secret.tags,
    SecretVersionsToStages: Object.fromEntries(staged.map((version) => [version.versionId, version.stages])),
  };
}

function matches(secret: SecretRecord, filter: Filter): boolean {
  const texts = searchedTexts(secret, filter.Key ?? 'all');
  const [excluded, included] = [true, false].map((negated) =>
    (filter.Values ?? [])
      .filter((value) => value.startsWith('!') === negated)
      .map((value) => value.replace(/^!/, '')),
  );
  const has = (prefix: string) => texts.some((text) => text.startsWith(prefix));
  return !excluded?.some(has) && (included?.length ? included.some(has) : true);
}

function searchedTexts(secret: SecretRecord, key: string): string[] {
  const texts: Record<string, string[]> = {
    name: [secret.name],
    description: [secret.description ?? ''],
    'tag-key': secret.tags.map((tag) => tag.Key ?? ''),
    'tag-value': secret.tags.map((tag) => tag.Value ?? ''),
  };
  return key === 'all' ? Object.values(texts).flat() : (texts[key] ?? []);
}
