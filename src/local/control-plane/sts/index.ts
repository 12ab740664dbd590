import type { AssumeRoleRequest, AssumeRoleResponse, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { createHash } from 'node:crypto';
import { AwsError } from '../../errors.js';
import type { LocalRegion } from '../../region.js';
import type { OperationContext, Service } from '../../service.js';

const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64})$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const DEFAULT_SECONDS = 3600;

/** The Security Token Service: who am I, and temporary credentials of any role of the account. */
export function createSts(region: LocalRegion): Service {
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: (_input: object, context: OperationContext): GetCallerIdentityResponse => ({
        UserId: userId(context.principalArn),
        Account: region.accountId,
        Arn: context.principalArn,
      }),
      AssumeRole: (input: AssumeRoleRequest): AssumeRoleResponse => assumeRole(region, input),
    },
  };
}

function assumeRole(region: LocalRegion, input: AssumeRoleRequest): AssumeRoleResponse {
  const roleName = ROLE_ARN.exec(input.RoleArn ?? '')?.[1];
  const session = input.RoleSessionName ?? '';
  if (roleName === undefined) throw invalid(`${input.RoleArn ?? 'null'} is invalid`);
  if (!SESSION_NAME.test(session))
    throw invalid(constraint('roleSessionName', session, 'pattern: [\\w+=,.@-]*'));
  const seconds = input.DurationSeconds ?? DEFAULT_SECONDS;
  if (seconds < 900 || seconds > 43_200) throw invalid(durationConstraint(seconds));
  const arn = `arn:aws:sts::${region.accountId}:assumed-role/${roleName}/${session}`;
  const issued = region.credentials.issue(arn, seconds);
  return {
    AssumedRoleUser: { AssumedRoleId: userId(arn), Arn: arn },
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: new Date(region.clock.now() + seconds * 1000),
    },
  };
}

function durationConstraint(seconds: number): string {
  const bound = seconds < 900 ? 'greater than or equal to 900' : 'less than or equal to 43200';
  return `1 validation error detected: Value '${String(seconds)}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${bound}`;
}

function constraint(member: string, value: string, expected: string): string {
  return `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression ${expected}`;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** A stable id for a principal: users have one id, sessions of a role the role's id and their name. */
function userId(arn: string): string {
  const [, kind = 'user', name = '', session] = /:(user|assumed-role)\/([^/]+)\/?(.*)$/.exec(arn) ?? [];
  const digest = createHash('sha256').update(`${kind}/${name}`).digest('hex').slice(0, 17).toUpperCase();
  return kind === 'user' ? `AIDA${digest}` : `AROA${digest}:${session ?? ''}`;
}
