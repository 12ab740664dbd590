import type {
  AddPermissionRequest,
  AddPermissionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  RemovePermissionRequest,
} from '@aws-sdk/client-lambda';
import { ConstraintViolations } from '../../constraint-violations.js';
import type { FunctionRecord, PolicyStatement, ResourcePolicy } from '../function-record.js';
import { newRevision } from '../function-store.js';
import type { FunctionReference } from '../function-reference.js';
import type { LambdaRoom } from '../lambda-room.js';
import { conflict, invalidParameter, notFound, revisionMismatch } from '../rejections.js';

/** Resource policies. They are kept and shown; whether one allows a call is the caller's business (the data plane). */
export function permissionOperations(room: LambdaRoom) {
  return {
    AddPermission: (input: AddPermissionRequest) => addPermission(room, input),
    RemovePermission: (input: RemovePermissionRequest) => removePermission(room, input),
    GetPolicy: (input: GetPolicyRequest) => getPolicy(room, input),
  };
}

function addPermission(room: LambdaRoom, input: AddPermissionRequest): AddPermissionResponse {
  const reference = room.store.parse(input.FunctionName, input.Qualifier);
  checkStatement(input);
  if (reference.qualifier === '$LATEST') {
    throw invalidParameter('We currently do not support adding policies for $LATEST.');
  }
  room.store.version(reference);
  const record = room.store.get(reference.name);
  const policy = policyOf(record, reference);
  checkPolicyRevision(policy, input.RevisionId);
  if (policy?.statements.some((statement) => statement.Sid === input.StatementId)) {
    throw conflict(
      `The statement id (${String(input.StatementId)}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const statement = newStatement(room, reference, input);
  keepPolicy(room, record, reference, [...(policy?.statements ?? []), statement]);
  return { Statement: JSON.stringify(statement) };
}

function checkStatement(input: AddPermissionRequest): void {
  new ConstraintViolations()
    .required('statementId', input.StatementId)
    .length('statementId', input.StatementId, 1, 100)
    .pattern('statementId', input.StatementId, '([a-zA-Z0-9-_]+)')
    .required('action', input.Action)
    .pattern('action', input.Action, '(lambda:[*]|lambda:[a-zA-Z]+|[*])')
    .required('principal', input.Principal)
    .pattern('principal', input.Principal, '[^\\s]+')
    .pattern('sourceAccount', input.SourceAccount, '\\d{12}')
    .throwAs();
  if (!/^(\*|\d{12}|arn:.+|[a-z0-9.-]+\.[a-z.]+)$/.test(input.Principal ?? '')) {
    throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
  }
}

function newStatement(
  room: LambdaRoom,
  reference: FunctionReference,
  input: AddPermissionRequest,
): PolicyStatement {
  const condition = conditionOf(input);
  return {
    Sid: input.StatementId ?? '',
    Effect: 'Allow',
    Principal: principalOf(room, input.Principal ?? ''),
    Action: input.Action ?? '',
    Resource: room.store.arn(reference),
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

function principalOf(room: LambdaRoom, principal: string): unknown {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${room.region.partition}:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}

function conditionOf(input: AddPermissionRequest): Record<string, Record<string, string>> {
  const stringEquals: Record<string, string> = {};
  if (input.SourceAccount !== undefined) stringEquals['AWS:SourceAccount'] = input.SourceAccount;
  if (input.PrincipalOrgID !== undefined) stringEquals['aws:PrincipalOrgID'] = input.PrincipalOrgID;
  if (input.EventSourceToken !== undefined) stringEquals['lambda:EventSourceToken'] = input.EventSourceToken;
  if (input.FunctionUrlAuthType !== undefined)
    stringEquals['lambda:FunctionUrlAuthType'] = input.FunctionUrlAuthType;
  return {
    ...(Object.keys(stringEquals).length > 0 ? { StringEquals: stringEquals } : {}),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  };
}

function removePermission(room: LambdaRoom, input: RemovePermissionRequest): object {
  const reference = room.store.parse(input.FunctionName, input.Qualifier);
  const record = room.store.get(reference.name);
  const policy = policyOf(record, reference);
  if (!policy) throw notFound('No policy is associated with the given resource.');
  checkPolicyRevision(policy, input.RevisionId);
  const rest = policy.statements.filter((statement) => statement.Sid !== input.StatementId);
  if (rest.length === policy.statements.length) {
    throw notFound(`Statement ${String(input.StatementId)} is not found in resource policy.`);
  }
  keepPolicy(room, record, reference, rest);
  return {};
}

function getPolicy(room: LambdaRoom, input: GetPolicyRequest): GetPolicyResponse {
  const reference = room.store.parse(input.FunctionName, input.Qualifier);
  const policy = policyOf(room.store.get(reference.name), reference);
  if (!policy) throw notFound('The resource you requested does not exist.');
  const document = { Version: '2012-10-17', Id: 'default', Statement: policy.statements };
  return { Policy: JSON.stringify(document), RevisionId: policy.revisionId };
}

function policyOf(record: FunctionRecord, reference: FunctionReference): ResourcePolicy | undefined {
  return record.policies[reference.qualifier ?? ''];
}

function checkPolicyRevision(policy: ResourcePolicy | undefined, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== policy?.revisionId) throw revisionMismatch();
}

/** A policy without statements is no policy. */
function keepPolicy(
  room: LambdaRoom,
  record: FunctionRecord,
  { qualifier = '' }: FunctionReference,
  statements: readonly PolicyStatement[],
): void {
  const others = Object.entries(record.policies).filter(([key]) => key !== qualifier);
  const policies = Object.fromEntries(others);
  if (statements.length > 0) policies[qualifier] = { revisionId: newRevision(), statements };
  room.store.put({ ...record, policies });
}
