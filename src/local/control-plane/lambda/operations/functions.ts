import type {
  CreateFunctionRequest,
  DeleteFunctionRequest,
  FunctionConfiguration,
  GetFunctionConfigurationRequest,
  GetFunctionRequest,
  GetFunctionResponse,
  ListFunctionsRequest,
  ListFunctionsResponse,
  UpdateFunctionCodeRequest,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { createHash } from 'node:crypto';
import { ConstraintViolations } from '../../constraint-violations.js';
import { readPackage } from '../code-package.js';
import type { FunctionRecord, VersionRecord } from '../function-record.js';
import { newRevision } from '../function-store.js';
import type { LambdaRoom } from '../lambda-room.js';
import { pageOf } from '../paging.js';
import { conflict, invalidParameter } from '../rejections.js';
import { changedSettings, newSettings } from '../settings.js';
import { checkTags } from './tags.js';
import { publishLatest } from './versions.js';

/** Operations on functions as a whole. */
export function functionOperations(room: LambdaRoom) {
  return {
    CreateFunction: (input: CreateFunctionRequest) => createFunction(room, input),
    GetFunction: (input: GetFunctionRequest) => getFunction(room, input),
    GetFunctionConfiguration: (input: GetFunctionConfigurationRequest) => getConfiguration(room, input),
    ListFunctions: (input: ListFunctionsRequest) => listFunctions(room, input),
    UpdateFunctionCode: (input: UpdateFunctionCodeRequest) => updateCode(room, input),
    UpdateFunctionConfiguration: (input: UpdateFunctionConfigurationRequest) =>
      updateConfiguration(room, input),
    DeleteFunction: (input: DeleteFunctionRequest) => deleteFunction(room, input),
  };
}

function createFunction(room: LambdaRoom, input: CreateFunctionRequest): FunctionConfiguration {
  const { name } = room.store.parse(input.FunctionName);
  new ConstraintViolations().length('functionName', name, 1, 64).throwAs('InvalidParameterValueException');
  const settings = newSettings(input, name);
  const zip = readPackage(input.Code ?? {}, 'CreateFunction');
  checkTags(input.Tags ?? {});
  if (room.store.has(name)) throw conflict(`Function already exist: ${name}`);
  const record: FunctionRecord = {
    name,
    latest: newVersion(room, { settings, ...room.store.keepCode(zip) }),
    published: [],
    nextVersion: 1,
    transition: room.transition('creating'),
    aliases: {},
    policies: {},
    tags: input.Tags ?? {},
  };
  room.store.put(record);
  if (!input.Publish) return room.describe(record, record.latest);
  const { changed, version } = publishLatest(room, record, {});
  return room.describe(changed, version);
}

function newVersion(
  room: LambdaRoom,
  parts: Pick<VersionRecord, 'settings' | 'codeSha256' | 'codeSize'>,
): VersionRecord {
  return {
    version: '$LATEST',
    ...parts,
    lastModified: room.now(),
    revisionId: newRevision(),
    generation: newRevision(),
  };
}

function getFunction(room: LambdaRoom, input: GetFunctionRequest): GetFunctionResponse {
  const reference = room.store.parse(input.FunctionName, input.Qualifier);
  const version = room.store.version(reference);
  const record = room.store.get(reference.name);
  const reserved = record.reservedConcurrency;
  return {
    Configuration: room.describe(record, version, reference.qualifier),
    Code: { RepositoryType: 'S3', Location: dataUrl(room.store.code(version.codeSha256)) },
    ...(Object.keys(record.tags).length > 0 ? { Tags: record.tags } : {}),
    ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
  };
}

/** AWS answers a link that fetches the zip; a `data:` URL does so without a server. */
function dataUrl(zip: Uint8Array): string {
  return `data:application/zip;base64,${Buffer.from(zip).toString('base64')}`;
}

function getConfiguration(room: LambdaRoom, input: GetFunctionConfigurationRequest): FunctionConfiguration {
  const reference = room.store.parse(input.FunctionName, input.Qualifier);
  const version = room.store.version(reference);
  return room.describe(room.store.get(reference.name), version, reference.qualifier);
}

function listFunctions(room: LambdaRoom, input: ListFunctionsRequest): ListFunctionsResponse {
  new ConstraintViolations().oneOf('functionVersion', input.FunctionVersion, ['ALL']).throwAs();
  const all = room.store.list().flatMap((record) => {
    const versions = input.FunctionVersion === 'ALL' ? [record.latest, ...record.published] : [record.latest];
    const qualified = input.FunctionVersion === 'ALL';
    return versions.map((v) => room.describeInList(record, v, qualified ? v.version : undefined));
  });
  const page = pageOf(all, (item) => item.FunctionArn ?? '', input);
  return { Functions: page.items, NextMarker: page.nextMarker };
}

function updateCode(room: LambdaRoom, input: UpdateFunctionCodeRequest): FunctionConfiguration {
  const record = room.store.get(room.store.parse(input.FunctionName).name);
  const zip = readPackage(input, 'UpdateFunctionCode');
  room.refuseWhileInProgress(record);
  room.checkRevision(record, input.RevisionId);
  if (input.DryRun) return describeDryRun(room, record, zip);
  const settings = input.Architectures?.length
    ? { ...record.latest.settings, architectures: input.Architectures }
    : record.latest.settings;
  const changed = room.changeLatest(record, { settings, ...room.store.keepCode(zip) });
  if (!input.Publish) return room.describe(changed, changed.latest);
  const published = publishLatest(room, changed, {});
  return room.describe(published.changed, published.version, published.version.version);
}

function describeDryRun(room: LambdaRoom, record: FunctionRecord, zip: Uint8Array): FunctionConfiguration {
  const codeSha256 = createHash('sha256').update(zip).digest('base64');
  return room.describe(record, { ...record.latest, codeSha256, codeSize: zip.length });
}

function updateConfiguration(
  room: LambdaRoom,
  input: UpdateFunctionConfigurationRequest,
): FunctionConfiguration {
  const record = room.store.get(room.store.parse(input.FunctionName).name);
  const settings = changedSettings(record.latest.settings, input);
  room.refuseWhileInProgress(record);
  room.checkRevision(record, input.RevisionId);
  const changed = room.changeLatest(record, { settings });
  return room.describe(changed, changed.latest);
}

function deleteFunction(room: LambdaRoom, input: DeleteFunctionRequest): object {
  const { name, qualifier } = room.store.parse(input.FunctionName, input.Qualifier);
  if (qualifier === '$LATEST') {
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  }
  const record = room.store.get(name);
  if (qualifier === undefined) {
    room.store.remove(name);
    for (const version of [record.latest, ...record.published]) room.runtime.retire(version);
  } else deleteVersion(room, record, qualifier);
  return { StatusCode: 204 };
}

function deleteVersion(room: LambdaRoom, record: FunctionRecord, qualifier: string): void {
  if (!/^\d+$/.test(qualifier)) {
    throw invalidParameter('Deletion of aliases is not currently supported.');
  }
  const users = Object.values(record.aliases).filter(
    (alias) => alias.functionVersion === qualifier || qualifier in (alias.routing ?? {}),
  );
  if (users.length > 0) {
    const names = users.map((alias) => alias.name).join(', ');
    throw conflict(`Unable to delete version because the following aliases reference it: [${names}]`);
  }
  const kept = record.published.filter((version) => version.version !== qualifier);
  for (const version of record.published) if (!kept.includes(version)) room.runtime.retire(version);
  room.store.put({ ...record, published: kept });
  room.store.dropUnusedCode();
}
