import type {
  Environment,
  EphemeralStorage,
  LoggingConfig,
  Runtime,
  TracingMode,
  Architecture,
  VpcConfigResponse,
  DeadLetterConfig,
} from '@aws-sdk/client-lambda';

/** What of a function a version freezes. Plain values: it lives in the state of the local AWS. */
export interface FunctionSettings {
  readonly runtime: Runtime;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** Megabytes. */
  readonly memorySize: number;
  readonly environment?: Environment;
  readonly tracing: TracingMode;
  readonly architectures: readonly Architecture[];
  readonly ephemeralStorage: EphemeralStorage;
  readonly logging: LoggingConfig;
  readonly vpc?: VpcConfigResponse;
  readonly deadLetter?: DeadLetterConfig;
  readonly kmsKeyArn?: string;
}

/** `$LATEST` or a published version. */
export interface VersionRecord {
  readonly version: string;
  readonly settings: FunctionSettings;
  readonly codeSha256: string;
  readonly codeSize: number;
  readonly lastModified: number;
  readonly revisionId: string;
  /** Changes with code or settings only; environments belong to one. */
  readonly generation: string;
}

/** Something that AWS does after it has answered; until `until` (milliseconds) it is in progress. */
export interface Transition {
  readonly kind: 'creating' | 'updating';
  readonly until: number;
  /** Revision of `$LATEST` from then on: it changes once more when the work is done (LS). */
  readonly settledRevisionId: string;
}

export interface AliasRecord {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  readonly routing?: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** A statement of a resource policy, as GetPolicy shows it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: unknown;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface ResourcePolicy {
  readonly revisionId: string;
  readonly statements: readonly PolicyStatement[];
}

/** A function with all that hangs on it. Replaced as a whole on every change. */
export interface FunctionRecord {
  readonly name: string;
  readonly latest: VersionRecord;
  /** Oldest first. */
  readonly published: readonly VersionRecord[];
  /** Number the next published version gets: numbers are never used twice. */
  readonly nextVersion: number;
  readonly transition?: Transition;
  readonly aliases: Readonly<Record<string, AliasRecord>>;
  /** By qualifier; `''` is the function's own. */
  readonly policies: Readonly<Record<string, ResourcePolicy>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
}
