import { invalid } from './bedrock-errors.js';

/** A request of a known operation, read and decoded. */
export interface ModelRequest {
  readonly region: string;
  /** Labels of the path, percent-decoded: `modelId`, `guardrailIdentifier` and so on. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Events of a streamed answer: chunks are what the directives count, and what waits for the pace. */
export interface StreamEvent {
  /** Name of the event, e.g. `contentBlockDelta`. */
  readonly type: string;
  readonly payload: object;
  readonly isChunk: boolean;
}

/** An answer before it is sent. It depends on nothing but the request. */
export interface ModelAnswer {
  /** The text that directives are read from. */
  readonly prompt: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The whole answer as JSON, or its events. */
  readonly content: { readonly json: object } | { readonly events: Iterable<StreamEvent> };
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; anything else is empty. */
export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The value as a list of objects; what is not one is left out. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is a string. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value if it is a number. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** A label of the path, which the route guarantees. */
export function labelOf(request: ModelRequest, name: string): string {
  return request.labels[name] ?? '';
}

/** The body as a JSON object. @throws AwsError ValidationException when it is not one */
export function jsonBody(body: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'),
    );
    if (isObject(value)) return value;
  } catch {
    // Answered below: whatever is wrong with it, Bedrock says the same.
  }
  throw invalid('Malformed input request, please reformat your input and try again.');
}
