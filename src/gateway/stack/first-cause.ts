import type { StackEvent } from './stack-service.js';

/** The failure that started it all, and what an operator can do about it. */
export interface FirstCause {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly reason: string;
  readonly advice: string;
}

/** Reasons that only say that something else had failed before. */
const cascade = /^Resource (creation|update|deletion) cancelled|^The following resource\(s\) failed/;

/**
 * Finds the first failure among the events of one operation. What follows it (cancelled siblings, the stack's own
 * "failed to create: [...]") is the cascade.
 *
 * @param events in any order
 */
export function firstCauseOf(events: readonly StackEvent[]): FirstCause | undefined {
  const failures = events
    .filter((event) => event.status.endsWith('_FAILED') && !cascade.test(event.reason ?? ''))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const first = failures.find((event) => event.resourceType !== 'AWS::CloudFormation::Stack') ?? failures[0];
  if (!first) return undefined;
  const reason = first.reason ?? 'AWS gave no reason';
  return { logicalId: first.logicalId, resourceType: first.resourceType, reason, advice: adviceFor(reason) };
}

const advices: readonly (readonly [RegExp, string])[] = [
  [
    /CloudWatch Logs role ARN must be set/i,
    'This account has no API Gateway logging role in this region: deploy with --param ManageApiGatewayAccount=true, or with --param EnableAccessLogs=false --param ExecutionLogLevel=OFF.',
  ],
  [
    /not authorized to perform|AccessDenied|is not authorized/i,
    'Your credentials lack a permission: ask for the action named in the reason, then run the same command again.',
  ],
  [
    /already exists/i,
    'Something of that name is there already, perhaps left by an earlier stack: remove or rename it, then run the same command again.',
  ],
  [
    /rate exceeded|throttl|too many requests/i,
    'AWS throttled the call: wait a minute, then run the same command again.',
  ],
  [
    /limit|quota|exceeded|maximum/i,
    'A quota of the account is used up: raise it in Service Quotas or free some, then run the same command again.',
  ],
  [
    /certificate/i,
    'Check that the certificate is issued, covers the domain, and is in the right region (us-east-1 for EDGE).',
  ],
];

function adviceFor(reason: string): string {
  const match = advices.find(([pattern]) => pattern.test(reason));
  return match?.[1] ?? 'Mend what the reason names, then run the same command again.';
}
