import type { IncomingHttpHeaders } from 'node:http';
import { eventStreamReader } from './event-stream-reader.js';

/** Gathers, as an answer passes, a bounded part of its text: the part where usage stands. It changes nothing. */
export interface AnswerReader {
  observe(chunk: Buffer): void;
  text(): string;
}

/** What the log wants to know of an answer. */
export interface Readings {
  inputTokens?: number | undefined;
  outputTokens?: number | undefined;
  /** `GUARDRAIL_INTERVENED` or `NONE`, in ApplyGuardrail's words (BC). */
  guardrailAction?: string | undefined;
  /** The type of an exception inside a stream. */
  errorType?: string | undefined;
}

/** At least this much of an answer's end is kept; usage comes last. */
const TAIL_BYTES = 65_536;

/** The reader for an answer's content type. */
export function answerReader(headers: IncomingHttpHeaders): AnswerReader {
  return headers['content-type']?.startsWith('application/vnd.amazon.eventstream')
    ? eventStreamReader()
    : tailReader();
}

function tailReader(): AnswerReader {
  const chunks: Buffer[] = [];
  let kept = 0;
  return {
    observe(chunk) {
      chunks.push(chunk);
      kept += chunk.length;
      while (kept - (chunks[0]?.length ?? 0) >= TAIL_BYTES) kept -= chunks.shift()?.length ?? 0;
    },
    text: () => Buffer.concat(chunks).toString('latin1'),
  };
}

/** Names under which an answer says what its guardrail did, and what it may say. */
const GUARDRAIL_WORDS =
  /"(?:stopReason|(?:amazon-bedrock-guardrailA|guardrailA|a)ction)"\s*:\s*"(?:guardrail_)?(?:intervened|none)"/gi;

/**
 * Token counts, guardrail action and the type of an exception inside the stream. Names are looked for with their quotes,
 * which are escaped inside a model's words.
 */
export function readAnswer(headers: IncomingHttpHeaders, text: string): Readings {
  return {
    inputTokens: tokenCount(headers['x-amzn-bedrock-input-token-count'], INPUT, text),
    outputTokens: tokenCount(headers['x-amzn-bedrock-output-token-count'], OUTPUT, text),
    guardrailAction: guardrailAction(String(text.match(GUARDRAIL_WORDS))),
    errorType: /"exception-type":"(\w+)/.exec(text)?.[1],
  };
}

function guardrailAction(words: string): string | undefined {
  if (/intervened/i.test(words)) return 'GUARDRAIL_INTERVENED';
  return words.includes('NONE') ? 'NONE' : undefined;
}

/**
 * What a token count goes by: `inputTokens` in Converse, `input_tokens` in Anthropic's, `prompt_tokens` in OpenAI's,
 * `inputTokenCount` in Bedrock's stream metrics, bare
 * `tokenCount` for the output of Titan, and so on. The last one counts, unless a header says it.
 */
function countPattern(stems: string): RegExp {
  return new RegExp(`^.*"(?:${stems})[tT]okens?(?:_?[cC]ount)?"\\s*:\\s*(\\d+)`, 's');
}
const INPUT = countPattern('input_?|inputText|prompt_');
const OUTPUT = countPattern('output_?|completion_|generation_|');

function tokenCount(
  header: string | string[] | undefined,
  pattern: RegExp,
  text: string,
): number | undefined {
  const digits = header ?? pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
