import { createHash } from 'node:crypto';
import { invalid } from '../bedrock-errors.js';
import { numberOf, stringOf, type JsonObject } from '../model-request.js';
import { countTokens } from '../tokens.js';

const DIMENSIONS = [256, 512, 1024];

/** Embeds a text: a vector that depends on the text alone, of length one unless `normalize` is false (BR/model-parameters-titan-embed-text). */
export function embed(body: JsonObject): {
  readonly prompt: string;
  readonly inputTokens: number;
  readonly document: JsonObject;
} {
  const prompt = stringOf(body['inputText']);
  if (prompt === undefined) {
    throw invalid(
      'Malformed input request: #: required key [inputText] not found, please reformat your input and try again.',
    );
  }
  const dimensions = numberOf(body['dimensions']) ?? 1024;
  if (!DIMENSIONS.includes(dimensions)) {
    throw invalid(
      `Malformed input request: #/dimensions: ${dimensions} is not a valid enum value, please reformat your input and try again.`,
    );
  }
  const vector = vectorOf(prompt, dimensions);
  const embedding = body['normalize'] === false ? vector : normalized(vector);
  const inputTokens = countTokens(prompt);
  return {
    prompt,
    inputTokens,
    document: { embedding, embeddingsByType: { float: embedding }, inputTextTokenCount: inputTokens },
  };
}

/** Four bytes of a running hash for each dimension, as a number from -1 to 1. */
function vectorOf(text: string, dimensions: number): number[] {
  const seed = createHash('sha256').update(text).digest();
  const bytes = Buffer.concat(
    Array.from({ length: dimensions / 8 }, (_, block) =>
      createHash('sha256').update(seed).update(String(block)).digest(),
    ),
  );
  return Array.from({ length: dimensions }, (_, index) => bytes.readInt32BE(index * 4) / 0x80000000);
}

function normalized(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
