import type { RequestEvidence } from './evidence.js';

/** Where on its way a request can end. */
export type FailurePlace =
  | 'waf'
  | 'size'
  | 'route'
  | 'resource-policy'
  | 'no-token'
  | 'bad-token'
  | 'authorizer'
  | 'api-key'
  | 'throttle'
  | 'quota'
  | 'function'
  | 'unreleased'
  | 'time-out'
  | 'client'
  | 'forwarder'
  | 'network'
  | 'bedrock';

/** One way to fail: how the logs show it, and what to tell the operator. */
export interface FailureRule {
  readonly place: FailurePlace;
  /** What happened, as a sentence. */
  readonly what: string;
  readonly applies: (evidence: RequestEvidence) => boolean;
  readonly why: (evidence: RequestEvidence) => string;
  readonly next: (evidence: RequestEvidence) => readonly string[];
}
