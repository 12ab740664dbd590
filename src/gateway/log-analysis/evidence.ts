import type { AccessRecord } from '../logs/access-record.js';
import type { ForwarderRecord } from '../logs/forwarder-record.js';

/** Everything the logs hold of one request, as the rules read it. */
export interface RequestEvidence {
  /** Where the gateway keeps its own log groups: `/aws/aigw/{stack}/…`. */
  readonly stackName: string;
  readonly access?: AccessRecord;
  readonly forwarder?: ForwarderRecord;
  /** What the authorizer logged about it, a line each. */
  readonly authorizer: readonly string[];
  /** The execution log without the request id before each line. */
  readonly execution: readonly string[];
  /** What Lambda and the runtime wrote around the forwarder's run: START, REPORT, crashes, time-outs. */
  readonly platform: readonly string[];
}

/** Why API Gateway answered by itself (`$context.error.responseType`), such as `THROTTLED`. */
export function responseType({ access }: RequestEvidence): string | undefined {
  return access?.fields['responseType'];
}

/** The status the client got, as far as it is known. */
export function statusOf({ access, forwarder }: RequestEvidence): number | undefined {
  return access?.status ?? forwarder?.status;
}

/** Who called, by the best name there is: the tenant, else the id of the API key. */
export function callerOf({ access, forwarder }: RequestEvidence): string | undefined {
  return access?.tenant ?? forwarder?.tenant ?? access?.apiKeyId;
}

/** Whether the authorizer's function or its cached answer took part. */
export function authorizerAnswered({ access, authorizer }: RequestEvidence): boolean {
  const fields = access?.fields ?? {};
  return authorizer.length > 0 || 'authorizerLatency' in fields || 'principalId' in fields;
}

/** What the authorizer gave as its reason (docs/authorizer.md), such as `expired`. */
export interface AuthorizerRefusal {
  readonly reason: string;
  readonly detail?: string;
}

/** Why the authorizer refused, by its line; where an earlier denial was cached and there is none, by the principal it named then. */
export function authorizerRefusal({ authorizer, access }: RequestEvidence): AuthorizerRefusal | undefined {
  for (const line of authorizer) {
    const [reason, detail] = ['reason', 'detail'].map((name) => memberIn(line, name));
    if (reason !== undefined) return { reason, detail };
  }
  const principal = access?.fields['principalId'];
  return principal === undefined || access?.tenant !== undefined ? undefined : { reason: principal };
}

/** A member of a line of JSON, as text. */
function memberIn(line: string, name: string): string | undefined {
  return new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(line)?.[1];
}

/** The first line of the run that says how the function died, such as `Task timed out after 900.00 seconds`. */
export function crashOf({ platform }: RequestEvidence): string | undefined {
  const line = platform.find((text) => crash.test(text));
  return line === undefined ? undefined : (crash.exec(line)?.[0] ?? undefined);
}

/** How Lambda and its runtime report the end of a function that did not answer (LMB/troubleshooting-invocation). */
const crash =
  /Task timed out after [\d.]+ seconds|Runtime\.\w+|Runtime exited[^\n]*|(?:Invoke Error|Uncaught Exception)\s+\{"errorType":"[^"]*","errorMessage":"[^"]*"|Error Type: [\w.]+/;
