/** One request as the access log has it (fields: `templates/gateway.yaml`). Numbers and names that AWS left out are absent. */
export interface AccessRecord {
  readonly requestId: string;
  readonly extendedRequestId?: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly status: number;
  readonly deploymentId?: string;
  readonly canary: boolean;
  readonly httpMethod?: string;
  readonly resourcePath?: string;
  readonly path?: string;
  readonly tenant?: string;
  readonly apiKeyId?: string;
  /** Milliseconds until the end of the answer. */
  readonly latency?: number;
  /** Milliseconds until the first byte of the answer's body, where it was streamed. */
  readonly timeToFirstContent?: number;
  /** Every field of the line as it stands, `-` left out. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Reads a line of the access log; undefined for what is not one. Of two members of one name the first counts: what a client can
 * write stands last in the format (docs/decisions/014), and could otherwise forge what stands before it.
 */
export function parseAccessRecord(line: string): AccessRecord | undefined {
  const fields = fieldsOf(line);
  const { requestId, status, time } = fields;
  if (requestId === undefined || status === undefined || time === undefined) return undefined;
  return {
    requestId,
    extendedRequestId: fields['extendedRequestId'],
    time: Number(time),
    status: Number(status),
    deploymentId: fields['deploymentId'],
    canary: fields['isCanaryRequest'] === 'true',
    httpMethod: fields['httpMethod'],
    resourcePath: fields['resourcePath'],
    path: fields['path'],
    tenant: fields['tenant'],
    apiKeyId: fields['apiKeyId'],
    latency: numberIn(fields['responseLatency']),
    timeToFirstContent: numberIn(fields['timeToFirstContent']),
    fields,
  };
}

const member = /"((?:[^"\\]|\\.)*)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;

// JSON.parse would let the last of two equal names win, and would refuse a line whose last field holds a stray quote.
function fieldsOf(line: string): Record<string, string> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  if (!line.trimStart().startsWith('{')) return fields;
  for (const [, name = '', value = ''] of line.matchAll(member)) {
    if (value !== '-' && !(name in fields)) fields[name] = unescaped(value);
  }
  return fields;
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

function numberIn(text: string | undefined): number | undefined {
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) ? undefined : value;
}
