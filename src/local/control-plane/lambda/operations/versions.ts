import type {
  FunctionConfiguration,
  ListVersionsByFunctionRequest,
  ListVersionsByFunctionResponse,
  PublishVersionRequest,
} from '@aws-sdk/client-lambda';
import { isDeepStrictEqual } from 'node:util';
import { ConstraintViolations } from '../../constraint-violations.js';
import type { FunctionRecord, FunctionSettings, VersionRecord } from '../function-record.js';
import { newRevision } from '../function-store.js';
import type { LambdaRoom } from '../lambda-room.js';
import { pageOf } from '../paging.js';
import { invalidParameter } from '../rejections.js';

/** Operations on published versions. */
export function versionOperations(room: LambdaRoom) {
  return {
    PublishVersion: (input: PublishVersionRequest) => publishVersion(room, input),
    ListVersionsByFunction: (input: ListVersionsByFunctionRequest) => listVersions(room, input),
  };
}

/**
 * Freezes `$LATEST` as the next version. Where neither code nor configuration changed since the last one, that one is the
 * answer and nothing is published (BC, PublishVersion).
 */
export function publishLatest(
  room: LambdaRoom,
  record: FunctionRecord,
  { description }: { description?: string },
): { changed: FunctionRecord; version: VersionRecord } {
  const last = record.published.at(-1);
  if (last && sameAsPublished(record.latest, last)) return { changed: record, version: last };
  const version: VersionRecord = {
    ...record.latest,
    version: String(record.nextVersion),
    settings: { ...record.latest.settings, description: description ?? record.latest.settings.description },
    revisionId: newRevision(),
    generation: newRevision(),
  };
  const changed = {
    ...record,
    published: [...record.published, version],
    nextVersion: record.nextVersion + 1,
  };
  room.store.put(changed);
  return { changed, version };
}

/** A version's description is its own: it does not count as a change. */
function sameAsPublished(latest: VersionRecord, published: VersionRecord): boolean {
  const settings = { ...latest.settings, description: published.settings.description };
  return (
    latest.codeSha256 === published.codeSha256 &&
    isDeepStrictEqual(plain(settings), plain(published.settings))
  );
}

/** Without members that are undefined: a restart drops those. */
function plain(settings: FunctionSettings): unknown {
  return JSON.parse(JSON.stringify(settings));
}

function publishVersion(room: LambdaRoom, input: PublishVersionRequest): FunctionConfiguration {
  const record = room.store.get(room.store.parse(input.FunctionName).name);
  new ConstraintViolations().length('description', input.Description, 0, 256).throwAs();
  room.refuseWhileInProgress(record);
  room.checkRevision(record, input.RevisionId);
  const current = record.latest.codeSha256;
  if (input.CodeSha256 && input.CodeSha256 !== current) {
    throw invalidParameter(
      `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${current}). ` +
        'Please try again with the CodeSHA256 in $LATEST.',
    );
  }
  const { changed, version } = publishLatest(room, record, { description: input.Description });
  return room.describe(changed, version, version.version);
}

function listVersions(
  room: LambdaRoom,
  input: ListVersionsByFunctionRequest,
): ListVersionsByFunctionResponse {
  const record = room.store.get(room.store.parse(input.FunctionName).name);
  const page = pageOf([record.latest, ...record.published], (version) => version.version, input);
  return {
    Versions: page.items.map((version) => room.describeInList(record, version, version.version)),
    NextMarker: page.nextMarker,
  };
}
