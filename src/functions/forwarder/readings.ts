/** What the log wants to know of an answer. */
export interface Readings {
  inputTokens?: number;
  outputTokens?: number;
  /** `GUARDRAIL_INTERVENED` or `NONE`, in ApplyGuardrail's words (BC). */
  guardrailAction?: string;
  /** The type of an exception that came inside a stream. */
  errorType?: string;
}

/** Reads an answer as it passes. It keeps a bounded part, changes nothing and never fails. */
export interface ResponseMeter {
  observe(chunk: Buffer): void;
  readings(): Readings;
}

/** Names that token counts go by: Converse, Anthropic, OpenAI, Bedrock's stream metrics, Llama, Titan. */
const INPUT_NAMES = [
  'inputTokens',
  'input_tokens',
  'prompt_tokens',
  'inputTokenCount',
  'prompt_token_count',
  'inputTextTokenCount',
];
const OUTPUT_NAMES = [
  'outputTokens',
  'output_tokens',
  'completion_tokens',
  'outputTokenCount',
  'generation_token_count',
  'tokenCount',
];

/** Token counts and guardrail action from one JSON document of an answer. */
export function readDocument(document: unknown): Readings {
  const top = asRecord(document);
  const sources = [top.usage, top['amazon-bedrock-invocationMetrics'], top, first(top.results)].map(asRecord);
  return {
    ...numberUnder('inputTokens', sources, INPUT_NAMES),
    ...numberUnder('outputTokens', sources, OUTPUT_NAMES),
    ...guardrailAction(top),
  };
}

function guardrailAction(top: Record<string, unknown>): Readings {
  const action = top['amazon-bedrock-guardrailAction'] ?? top.guardrailAction ?? top.action;
  if (
    top.stopReason === 'guardrail_intervened' ||
    action === 'INTERVENED' ||
    action === 'GUARDRAIL_INTERVENED'
  ) {
    return { guardrailAction: 'GUARDRAIL_INTERVENED' };
  }
  return action === 'NONE' ? { guardrailAction: 'NONE' } : {};
}

function numberUnder(
  key: 'inputTokens' | 'outputTokens',
  sources: readonly Record<string, unknown>[],
  names: readonly string[],
): Readings {
  for (const source of sources) {
    for (const name of names) {
      const value = source[name];
      if (typeof value === 'number') return { [key]: value };
    }
  }
  return {};
}

/** A document, or nothing where the text is not JSON. */
export function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : undefined;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
