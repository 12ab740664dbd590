import type { MultiValues } from './api-gateway-event.js';
import { invalidRequest } from './refusal.js';

/** Headers with a meaning to Bedrock (BC) or to its OpenAI- and Anthropic-style routes. All others stay here. */
const KEPT = new Set([
  'accept',
  'accept-language',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'baggage',
  'content-encoding',
  'content-type',
  'idempotency-key',
  'last-event-id',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-amz-client-token',
  'x-amz-source-arn',
  'x-amz-target',
  'x-amz-user-agent',
  'x-amzn-browser-session-id',
  'x-amzn-code-interpreter-session-id',
]);
const KEPT_FAMILIES = /^(?:x-amzn-bedrock|anthropic|openai|mcp)-/;

/** A client's headers under lower-case names. */
export class ClientHeaders {
  private readonly values = new Map<string, readonly string[]>();

  constructor(headers: MultiValues | undefined) {
    for (const [name, values] of Object.entries(headers ?? {})) {
      const key = name.toLowerCase();
      this.values.set(key, [...(this.values.get(key) ?? []), ...values]);
    }
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /**
   * The headers to send on. Credentials, hop-by-hop headers (those that `Connection` names included) and whatever proxies
   * added are not among them.
   * @throws Refusal 400 when a value is not printable ASCII: it could end the header, or break the signature.
   */
  forwarded(): Record<string, string> {
    const hopByHop = this.namedByConnection();
    const kept: Record<string, string> = {};
    for (const [name, values] of this.values) {
      if (!(KEPT.has(name) || KEPT_FAMILIES.test(name)) || hopByHop.has(name)) continue;
      kept[validName(name)] = validValue(name, values.join(', '));
    }
    return kept;
  }

  private namedByConnection(): Set<string> {
    const names = this.all('connection').flatMap((value) => value.split(','));
    return new Set(names.map((name) => name.trim().toLowerCase()));
  }
}

function validName(name: string): string {
  if (!/^[a-z0-9-]+$/.test(name))
    throw invalidRequest('A header name holds characters that are not allowed.');
  return name;
}

function validValue(name: string, value: string): string {
  if (!/^[\t\x20-\x7e]*$/.test(value))
    throw invalidRequest(`The header ${name} holds characters that are not allowed.`);
  return value;
}
