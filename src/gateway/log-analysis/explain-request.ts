import { GatewayError } from '../errors.js';
import { parseForwarderRecord } from '../logs/forwarder-record.js';
import type { KeyOwners } from '../logs/key-owners.js';
import { quotedMessage, type LogEvent } from '../logs/log-service.js';
import { callerOf, statusOf, type RequestEvidence } from './evidence.js';
import {
  findRequest,
  linesWith,
  requestLine,
  type FoundRequest,
  type RequestLine,
  type SearchTools,
} from './find-request.js';
import type { GatewayLogGroups } from './log-groups.js';
import { phasesOf, type Phase } from './phases.js';
import { judge, type Verdict } from './verdict.js';

/** What the logs tell of one request. */
export interface Explanation {
  readonly ids: {
    readonly request?: string;
    readonly extended?: string;
    readonly lambda?: string;
    /** Bedrock's. */
    readonly upstream?: string;
    readonly trace?: string;
  };
  /** Other requests with the id that was asked for: clients may choose the request id. */
  readonly others: number;
  /** When it came; without an access line, when it was logged. */
  readonly time: Date;
  readonly verdict: Verdict;
  readonly who: {
    readonly tenant?: string;
    readonly apiKeyId?: string;
    readonly method?: string;
    readonly sourceIp?: string;
    readonly vpcEndpoint?: string;
  };
  readonly what: {
    readonly httpMethod?: string;
    readonly path?: string;
    readonly operation?: string;
    readonly model?: string;
    readonly status?: number;
    readonly inputTokens?: number;
    readonly outputTokens?: number;
    readonly bytesIn?: number;
    readonly bytesOut?: number;
  };
  readonly release: {
    readonly deploymentId?: string;
    readonly functionVersion?: string;
    readonly canary?: boolean;
  };
  readonly latencyMs?: number;
  readonly phases: readonly Phase[];
  readonly lines: readonly RequestLine[];
}

export interface ExplainRequest {
  readonly stackName: string;
  readonly groups: GatewayLogGroups;
  /** Any of its ids, as somebody pasted it. */
  readonly id: string;
  /** How far back to look, milliseconds since the epoch. */
  readonly since: number;
  /** What keeps requests out of the logs; asked where nothing was found. */
  readonly problems: () => Promise<readonly string[]>;
}

/**
 * Explains one request from its lines in all the logs of the gateway.
 *
 * @throws GatewayError `usage` for what cannot be an id, `not-found` where no line has it
 */
export async function explainRequest(tools: SearchTools, request: ExplainRequest): Promise<Explanation> {
  const id = idIn(request.id);
  const found = await findRequest(tools, request.groups, id, request.since);
  if (!found) throw notFound(request, id, await request.problems());
  const others = await otherLines(tools, request.groups, found);
  const evidence = evidenceOf(request.stackName, found, others);
  return explanation(found, evidence, others);
}

/** The explanation with the name of the tenant whose API key was used, where the logs have only the key's id. */
export async function withOwner(explanation: Explanation, owners: KeyOwners): Promise<Explanation> {
  const { who } = explanation;
  if (who.tenant !== undefined || who.apiKeyId === undefined) return explanation;
  await owners.learn([who.apiKeyId]);
  return { ...explanation, who: { ...who, tenant: owners.of(who.apiKeyId) } };
}

/** Ids of AWS: letters, digits and what base64 and trace ids have; anything else could change the search pattern. */
const idPattern = /^[\w=+/:.-]{4,200}$/;

function idIn(text: string): string {
  const id = text
    .trim()
    .replace(/^["']|["',]+$/g, '')
    .replace(/^Root=([^;]+).*$/, '$1');
  if (idPattern.test(id)) return id;
  throw new GatewayError('usage', `"${text}" cannot be the id of a request.`, {
    reason:
      'Clients get it in the headers x-amzn-requestid and x-amz-apigw-id, and SDKs show it with an error.',
    next: ['aigw logs tail --since 15m'],
  });
}

/** How long API Gateway and Lambda may take to write a line after the end of a request. */
const lateMs = 2 * 60_000;

interface OtherLines {
  readonly authorizer: readonly LogEvent[];
  readonly execution: readonly LogEvent[];
  readonly platform: readonly LogEvent[];
}

async function otherLines(
  tools: SearchTools,
  groups: GatewayLogGroups,
  { access, forwarder, loggedAt }: FoundRequest,
): Promise<OtherLines> {
  const requestId = access?.requestId ?? forwarder?.requestId;
  const lambdaId = forwarder?.lambdaRequestId ?? access?.fields['integrationRequestId'];
  const from = Math.min(loggedAt, access?.time ?? loggedAt) - (access ? 0 : lateMs) - 1_000;
  const span = { from, to: loggedAt + lateMs };
  const find = async (names: readonly string[], text: string | undefined) =>
    text === undefined
      ? []
      : (await Promise.all(names.map((group) => linesWith(tools, group, text, span)))).flat();
  const [authorizer, execution, platform] = await Promise.all([
    find([groups.authorizer], requestId),
    find(groups.execution, requestId),
    find([groups.forwarder], lambdaId),
  ]);
  return {
    authorizer,
    execution,
    platform: platform.filter((event) => parseForwarderRecord(quotedMessage(event)) === undefined),
  };
}

function evidenceOf(
  stackName: string,
  { access, forwarder }: FoundRequest,
  lines: OtherLines,
): RequestEvidence {
  const texts = (events: readonly LogEvent[]) => events.map(({ message }) => message.trim());
  return {
    stackName,
    access,
    forwarder,
    authorizer: texts(lines.authorizer),
    execution: texts(lines.execution).map((text) => text.replace(/^\([^)]*\) /, '')),
    platform: texts(lines.platform),
  };
}

function explanation(found: FoundRequest, evidence: RequestEvidence, others: OtherLines): Explanation {
  const { access, forwarder, loggedAt } = found;
  const fields = access?.fields ?? {};
  return {
    ids: {
      request: access?.requestId ?? forwarder?.requestId,
      extended: access?.extendedRequestId ?? forwarder?.extendedRequestId,
      lambda: forwarder?.lambdaRequestId ?? fields['integrationRequestId'],
      upstream: forwarder?.upstreamRequestId,
      trace: fields['xrayTraceId'],
    },
    others: found.others,
    time: new Date(access?.time ?? loggedAt),
    verdict: judge(evidence),
    who: {
      tenant: access?.tenant ?? (access?.apiKeyId === undefined ? callerOf(evidence) : undefined),
      apiKeyId: access?.apiKeyId,
      method: fields['authMethod'],
      sourceIp: fields['sourceIp'],
      vpcEndpoint: fields['vpceId'],
    },
    what: {
      httpMethod: access?.httpMethod,
      path: access?.path,
      operation: forwarder?.operation,
      model: forwarder?.modelId,
      status: statusOf(evidence),
      inputTokens: forwarder?.inputTokens,
      outputTokens: forwarder?.outputTokens,
      bytesIn: forwarder?.bytesIn,
      bytesOut: forwarder?.bytesOut,
    },
    release: {
      deploymentId: access?.deploymentId ?? forwarder?.deploymentId,
      functionVersion: forwarder?.functionVersion,
      canary: access?.canary,
    },
    latencyMs: access?.latency ?? forwarder?.durationMs,
    phases: phasesOf(evidence),
    lines: linesOf(found, others),
  };
}

/** All lines in order of time, as they were written where times are equal. */
function linesOf(found: FoundRequest, { authorizer, execution, platform }: OtherLines): RequestLine[] {
  const of = (source: RequestLine['source'], events: readonly LogEvent[]) =>
    events.map((event) => requestLine(source, event));
  return [
    ...of('authorizer', authorizer),
    ...of('execution', execution),
    ...of('forwarder', platform),
    ...found.lines,
  ].sort((a, b) => a.time.getTime() - b.time.getTime());
}

function notFound({ groups, since }: ExplainRequest, id: string, problems: readonly string[]): GatewayError {
  const back = new Date(since).toISOString().slice(0, 16).replace('T', ' ');
  return new GatewayError('not-found', `No log line has the id ${id}.`, {
    reason: [
      ...problems.map((problem) => `${problem}.`),
      `Searched ${groups.access} and ${groups.forwarder} back to ${back} UTC.`,
      'Lines usually come within seconds, but API Gateway promises no time: up to two minutes is normal.',
      // repost knowledge-center/api-gateway-missing-cloudwatch-logs
      'It may write none at all for requests that were too large (413), for floods of 429, and for faults of its own (500).',
    ].join(' '),
    next: ['Ask again in two minutes, or look further back: --since 7d', 'aigw logs tail --since 15m'],
  });
}
