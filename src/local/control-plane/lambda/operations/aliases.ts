import type {
  AliasConfiguration,
  CreateAliasRequest,
  DeleteAliasRequest,
  GetAliasRequest,
  ListAliasesRequest,
  ListAliasesResponse,
  UpdateAliasRequest,
} from '@aws-sdk/client-lambda';
import { ConstraintViolations } from '../../constraint-violations.js';
import type { AliasRecord, FunctionRecord } from '../function-record.js';
import { newRevision } from '../function-store.js';
import type { LambdaRoom } from '../lambda-room.js';
import { pageOf } from '../paging.js';
import { conflict, invalidParameter, notFound, revisionMismatch } from '../rejections.js';

/** Operations on aliases. */
export function aliasOperations(room: LambdaRoom) {
  return {
    CreateAlias: (input: CreateAliasRequest) => createAlias(room, input),
    GetAlias: (input: GetAliasRequest) => {
      const record = functionOf(room, input.FunctionName);
      return describeAlias(room, record, findAlias(room, record, input.Name));
    },
    ListAliases: (input: ListAliasesRequest) => listAliases(room, input),
    UpdateAlias: (input: UpdateAliasRequest) => updateAlias(room, input),
    DeleteAlias: (input: DeleteAliasRequest) => deleteAlias(room, input),
  };
}

function createAlias(room: LambdaRoom, input: CreateAliasRequest): AliasConfiguration {
  const name = input.Name ?? '';
  new ConstraintViolations()
    .required('name', input.Name)
    .length('name', input.Name, 1, 128)
    .pattern('name', input.Name, '(?!^[0-9]+$)([a-zA-Z0-9-_]+)')
    .required('functionVersion', input.FunctionVersion)
    .length('description', input.Description, 0, 256)
    .throwAs();
  const record = functionOf(room, input.FunctionName);
  if (name in record.aliases) {
    throw conflict(`Alias already exists: ${room.store.arn({ name: record.name, qualifier: name })}`);
  }
  const alias: AliasRecord = {
    name,
    functionVersion: input.FunctionVersion ?? '',
    description: input.Description ?? '',
    routing: nonEmpty(input.RoutingConfig?.AdditionalVersionWeights),
    revisionId: newRevision(),
  };
  return keepAlias(room, record, alias);
}

function updateAlias(room: LambdaRoom, input: UpdateAliasRequest): AliasConfiguration {
  const record = functionOf(room, input.FunctionName);
  const current = findAlias(room, record, input.Name);
  if (input.RevisionId !== undefined && input.RevisionId !== current.revisionId) throw revisionMismatch();
  const routing = input.RoutingConfig ? input.RoutingConfig.AdditionalVersionWeights : current.routing;
  return keepAlias(room, record, {
    name: current.name,
    functionVersion: input.FunctionVersion ?? current.functionVersion,
    description: input.Description ?? current.description,
    routing: nonEmpty(routing),
    revisionId: newRevision(),
  });
}

function keepAlias(room: LambdaRoom, record: FunctionRecord, alias: AliasRecord): AliasConfiguration {
  room.store.version({ name: record.name, qualifier: alias.functionVersion });
  checkRouting(room, record, alias);
  room.store.put({ ...record, aliases: { ...record.aliases, [alias.name]: alias } });
  return describeAlias(room, record, alias);
}

function checkRouting(
  room: LambdaRoom,
  record: FunctionRecord,
  { functionVersion, routing }: AliasRecord,
): void {
  const weights = Object.entries(routing ?? {});
  if (weights.length > 1) {
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  }
  for (const [version, weight] of weights) {
    new ConstraintViolations().range('routingConfig.additionalVersionWeights', weight, 0, 1).throwAs();
    if (version === functionVersion) {
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      );
    }
    if (functionVersion === '$LATEST') {
      throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
    }
    room.store.version({ name: record.name, qualifier: version });
  }
}

function listAliases(room: LambdaRoom, input: ListAliasesRequest): ListAliasesResponse {
  const record = functionOf(room, input.FunctionName);
  const all = Object.values(record.aliases)
    .filter((alias) => input.FunctionVersion === undefined || alias.functionVersion === input.FunctionVersion)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = pageOf(all, (alias) => alias.name, input);
  return {
    Aliases: page.items.map((alias) => describeAlias(room, record, alias)),
    NextMarker: page.nextMarker,
  };
}

/** Deleting an alias that is not there is no error (BC lists none). */
function deleteAlias(room: LambdaRoom, input: DeleteAliasRequest): object {
  const record = functionOf(room, input.FunctionName);
  const aliases = Object.entries(record.aliases).filter(([name]) => name !== input.Name);
  const policies = Object.entries(record.policies).filter(([qualifier]) => qualifier !== input.Name);
  room.store.put({ ...record, aliases: Object.fromEntries(aliases), policies: Object.fromEntries(policies) });
  return {};
}

function functionOf(room: LambdaRoom, functionName: string | undefined): FunctionRecord {
  return room.store.get(room.store.parse(functionName).name);
}

function findAlias(room: LambdaRoom, record: FunctionRecord, name: string | undefined): AliasRecord {
  const found = record.aliases[name ?? ''];
  if (found) return found;
  throw notFound(`Cannot find alias arn: ${room.store.arn({ name: record.name, qualifier: name })}`);
}

function describeAlias(room: LambdaRoom, record: FunctionRecord, alias: AliasRecord): AliasConfiguration {
  return {
    AliasArn: room.store.arn({ name: record.name, qualifier: alias.name }),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(alias.routing ? { RoutingConfig: { AdditionalVersionWeights: { ...alias.routing } } } : {}),
    RevisionId: alias.revisionId,
  };
}

function nonEmpty(
  weights: Readonly<Record<string, number>> | undefined,
): Readonly<Record<string, number>> | undefined {
  return weights && Object.keys(weights).length > 0 ? weights : undefined;
}
