import { parseAccessRecord, type AccessRecord } from '../access-record.js';
import { parseForwarderRecord, type ForwarderRecord } from '../forwarder-record.js';
import { jsonMembers } from '../json-members.js';
import { quotedMessage, type LogEvent } from '../log-service.js';

export const logSources = ['access', 'forwarder', 'authorizer', 'execution'] as const;

/** Who wrote a line. */
export type LogSourceName = (typeof logSources)[number];

/** What is known of the request that a line belongs to; it comes from whichever of its lines tells it. */
export interface RequestFacts {
  status?: number;
  tenant?: string;
  /** The API key that was used, which names the tenant where nothing else does. */
  apiKeyId?: string;
  model?: string;
  canary?: boolean;
  /** Path within the stage, without its name. */
  path?: string;
  resourcePath?: string;
  inputTokens?: number;
  outputTokens?: number;
}

/** A line of a gateway's logs, read. */
export interface TailLine {
  readonly event: LogEvent;
  readonly source: LogSourceName;
  /** Ids that the lines of a request share, as far as this one tells them. */
  readonly requestId?: string;
  readonly extendedRequestId?: string;
  readonly access?: AccessRecord;
  readonly forwarder?: ForwarderRecord;
  /** Shared by the lines of one request, so that a line knows what a later one tells. */
  readonly facts: RequestFacts;
}

/** Reads a line. What it tells of its request is in `facts`, which `RequestLines` shares among the lines of the request. */
export function readTailLine(event: LogEvent, source: LogSourceName): TailLine {
  switch (source) {
    case 'access':
      return accessLine(event);
    case 'forwarder':
      return forwarderLine(event);
    case 'authorizer':
      return authorizerLine(event);
    case 'execution':
      return { event, source, requestId: /^\(([^()\s]+)\)/.exec(event.message)?.[1], facts: {} };
  }
}

function accessLine(event: LogEvent): TailLine {
  const access = parseAccessRecord(quotedMessage(event));
  if (!access) return { event, source: 'access', facts: {} };
  const { requestId, extendedRequestId, status, tenant, apiKeyId, stage, path, resourcePath, canary } =
    access;
  const withinStage =
    stage !== undefined && path?.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
  const facts = { status, tenant, apiKeyId, path: withinStage, resourcePath, canary };
  return { event, source: 'access', requestId, extendedRequestId, access, facts };
}

function forwarderLine(event: LogEvent): TailLine {
  const forwarder = parseForwarderRecord(quotedMessage(event));
  if (!forwarder) return { event, source: 'forwarder', facts: {} };
  const { requestId, extendedRequestId, status, tenant, modelId, inputTokens, outputTokens } = forwarder;
  const facts = { status, tenant, model: modelId, inputTokens, outputTokens };
  return { event, source: 'forwarder', requestId, extendedRequestId, forwarder, facts };
}

/** The authorizer's own line (docs/authorizer.md); what Lambda writes around it tells nothing of the request. */
function authorizerLine(event: LogEvent): TailLine {
  const members = jsonMembers(quotedMessage(event)) ?? {};
  const text = (name: string) => (typeof members[name] === 'string' ? members[name] : undefined);
  const [requestId, extendedRequestId] = [text('requestId'), text('extendedRequestId')];
  return { event, source: 'authorizer', requestId, extendedRequestId, facts: { tenant: text('tenant') } };
}
