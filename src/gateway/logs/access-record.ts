import type { QuotedText } from './quoted-text.js';
import { allTextMembers, TextMembers } from './text-members.js';

/** One request as the access log has it (fields: `templates/gateway.yaml`). Numbers and names that AWS left out are absent. */
export interface AccessRecord {
  readonly requestId: string;
  readonly extendedRequestId?: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly status: number;
  /** Which answer of the gateway's own it was, such as `THROTTLED`. */
  readonly responseType?: string;
  readonly stage?: string;
  readonly deploymentId?: string;
  /** Absent where the stage has no canary. */
  readonly canary?: boolean;
  readonly httpMethod?: string;
  readonly resourcePath?: string;
  readonly path?: string;
  readonly tenant?: string;
  readonly apiKeyId?: string;
  /** Milliseconds until the end of the answer. */
  readonly latency?: number;
  /** Milliseconds until the first byte of the answer's body, where it was streamed. */
  readonly timeToFirstContent?: number;
  /** Whether Lambda took the call, so that a line of the forwarder is to be expected. */
  readonly reachedFunction: boolean;
  /** Every field of the line as it stands, `-` left out; read when it is asked for. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Of the forty fields of a line, those that most readers ask for. */
const usual = new TextMembers([
  'requestId',
  'extendedRequestId',
  'time',
  'status',
  'responseType',
  'stage',
  'deploymentId',
  'isCanaryRequest',
  'httpMethod',
  'resourcePath',
  'path',
  'tenant',
  'apiKeyId',
  'responseLatency',
  'timeToFirstContent',
  'integrationServiceStatus',
  'integrationRequestId',
]);

/** What API Gateway writes for a variable without a value. */
const missing = '-';

/**
 * Reads a line of the access log; undefined for what is not one. Of two members of one name the first counts: what a client can
 * write stands last in the format (docs/decisions/014), and could otherwise forge what stands before it.
 */
export function parseAccessRecord(line: QuotedText): AccessRecord | undefined {
  const values = usual.read(line).map(unlessMissing);
  const [requestId, , time, status] = values;
  if (requestId === undefined || status === undefined || time === undefined) return undefined;
  return new AccessLine(line, requestId, Number(time), Number(status), values);
}

/** A class, since V8 gives each object literal with a getter a shape of its own, which made a tail a tenth slower. */
class AccessLine implements AccessRecord {
  readonly extendedRequestId?: string;
  readonly responseType?: string;
  readonly stage?: string;
  readonly deploymentId?: string;
  readonly canary?: boolean;
  readonly httpMethod?: string;
  readonly resourcePath?: string;
  readonly path?: string;
  readonly tenant?: string;
  readonly apiKeyId?: string;
  readonly latency?: number;
  readonly timeToFirstContent?: number;
  readonly reachedFunction: boolean;
  readonly #line: QuotedText;
  #fields: AccessRecord['fields'] | undefined;

  /** @param values of the usual fields, in their order */
  constructor(
    line: QuotedText,
    readonly requestId: string,
    readonly time: number,
    readonly status: number,
    values: readonly (string | undefined)[],
  ) {
    this.#line = line;
    const [, extendedRequestId, , , responseType, stage, deploymentId, canary, ...others] = values;
    const [httpMethod, resourcePath, path, tenant, apiKeyId, latency, firstContent, ...ofFunction] = others;
    this.extendedRequestId = extendedRequestId;
    this.responseType = responseType;
    this.stage = stage;
    this.deploymentId = deploymentId;
    this.canary = canary === undefined ? undefined : canary === 'true';
    this.httpMethod = httpMethod;
    this.resourcePath = resourcePath;
    this.path = path;
    this.tenant = tenant;
    this.apiKeyId = apiKeyId;
    this.latency = numberIn(latency);
    this.timeToFirstContent = numberIn(firstContent);
    this.reachedFunction = ofFunction.some((value) => value !== undefined);
  }

  get fields(): AccessRecord['fields'] {
    return (this.#fields ??= fieldsOf(this.#line));
  }
}

function fieldsOf(line: QuotedText): AccessRecord['fields'] {
  const members = Object.entries(allTextMembers(line));
  return Object.fromEntries(members.filter(([, value]) => value !== missing));
}

function unlessMissing(value: string | undefined): string | undefined {
  return value === missing ? undefined : value;
}

function numberIn(text: string | undefined): number | undefined {
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) ? undefined : value;
}
