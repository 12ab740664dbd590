import type { FunctionConfiguration, LastUpdateStatusReasonCode } from '@aws-sdk/client-lambda';
import type { FunctionRecord, Transition, VersionRecord } from './function-record.js';

/** What AWS answers (LS), though the service's model does not list it for updates. */
const UPDATE_REASON = 'Creating' as string as LastUpdateStatusReasonCode;

/** How one version is to be shown. */
export interface View {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  /** ARN in the answer, qualified or not. */
  readonly arn: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The work AWS still has to do on a function, or undefined when it is done. */
export function pendingTransition(record: FunctionRecord, now: number): Transition | undefined {
  return record.transition && now < record.transition.until ? record.transition : undefined;
}

/** Revision of `$LATEST` as of now. */
export function latestRevision(record: FunctionRecord, now: number): string {
  if (!record.transition || now < record.transition.until) return record.latest.revisionId;
  return record.transition.settledRevisionId;
}

/** A version as GetFunctionConfiguration and most other operations answer it (LS). */
export function describeVersion(view: View): FunctionConfiguration {
  return { ...describeInList(view), ...describeState(view), RuntimeVersionConfig: runtimeVersion(view) };
}

/** A version as lists show it: without states and runtime version (LS). */
export function describeInList({ record, version, arn, now }: View): FunctionConfiguration {
  const { settings } = version;
  return {
    FunctionName: record.name,
    FunctionArn: arn,
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: version.codeSize,
    Description: settings.description,
    Timeout: settings.timeout,
    MemorySize: settings.memorySize,
    LastModified: new Date(version.lastModified).toISOString().replace('Z', '+0000'),
    CodeSha256: version.codeSha256,
    Version: version.version,
    TracingConfig: { Mode: settings.tracing },
    RevisionId: version.version === '$LATEST' ? latestRevision(record, now) : version.revisionId,
    PackageType: 'Zip',
    Architectures: [...settings.architectures],
    EphemeralStorage: settings.ephemeralStorage,
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: settings.logging,
    ...optionalMembers(version),
  };
}

function optionalMembers({ settings }: VersionRecord): FunctionConfiguration {
  return {
    ...(settings.environment ? { Environment: settings.environment } : {}),
    ...(settings.vpc ? { VpcConfig: settings.vpc } : {}),
    ...(settings.deadLetter ? { DeadLetterConfig: settings.deadLetter } : {}),
    ...(settings.kmsKeyArn === undefined ? {} : { KMSKeyArn: settings.kmsKeyArn }),
  };
}

function describeState({ record, version, now }: View): FunctionConfiguration {
  const transition = pendingTransition(record, now);
  if (transition?.kind === 'creating') {
    return { State: 'Pending', StateReason: 'The function is being created.', StateReasonCode: 'Creating' };
  }
  if (transition && version.version === '$LATEST') {
    return {
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: UPDATE_REASON,
    };
  }
  return { State: 'Active', LastUpdateStatus: 'Successful' };
}

function runtimeVersion({ region }: View): FunctionConfiguration['RuntimeVersionConfig'] {
  return { RuntimeVersionArn: `arn:aws:lambda:${region}::runtime:${'0'.repeat(64)}` };
}
