import { invalid } from '../bedrock-errors.js';
import { numberOf, objectOf, stringOf, type JsonObject } from '../model-request.js';
import { countTokens } from '../tokens.js';
import {
  chunk,
  note,
  type Dialect,
  type NativePart,
  type NativePrompt,
  type NativeReply,
} from './dialect.js';

/** Amazon Titan Text (BR/model-parameters-titan-text). */
export const titanText: Dialect = {
  read: (body) => {
    const config = objectOf(body['textGenerationConfig']);
    return promptOnly(body, 'inputText', config['maxTokenCount'], config['stopSequences']);
  },
  whole: ({ input, completion }) => ({
    inputTextTokenCount: input.inputTokens,
    results: [
      {
        tokenCount: completion.outputTokens,
        outputText: completion.chunks.join(''),
        completionReason: completion.stopReason === 'max_tokens' ? 'LENGTH' : 'FINISH',
      },
    ],
  }),
  parts: titanParts,
};

function* titanParts({ input, completion }: NativeReply): Iterable<NativePart> {
  const part = (outputText: string, completionReason: string | null, total: number | null): JsonObject => ({
    outputText,
    index: 0,
    totalOutputTextTokenCount: total,
    completionReason,
    inputTextTokenCount: input.inputTokens,
  });
  for (const text of completion.chunks) yield chunk(part(text, null, null));
  yield note(part('', completion.stopReason === 'max_tokens' ? 'LENGTH' : 'FINISH', completion.outputTokens));
}

/** Meta Llama (BR/model-parameters-meta). */
export const llama: Dialect = {
  read: (body) => promptOnly(body, 'prompt', body['max_gen_len'], undefined),
  whole: (reply) => llamaDocument(reply, reply.completion.chunks.join(''), true),
  parts: llamaParts,
};

function* llamaParts(reply: NativeReply): Iterable<NativePart> {
  for (const text of reply.completion.chunks) yield chunk(llamaDocument(reply, text, false));
  yield note(llamaDocument(reply, '', true));
}

function llamaDocument({ input, completion }: NativeReply, generation: string, isLast: boolean): JsonObject {
  return {
    generation,
    prompt_token_count: isLast ? input.inputTokens : null,
    generation_token_count: isLast ? completion.outputTokens : null,
    stop_reason: isLast ? (completion.stopReason === 'max_tokens' ? 'length' : 'stop') : null,
  };
}

function promptOnly(body: JsonObject, key: string, maxTokens: unknown, stopSequences: unknown): NativePrompt {
  const prompt = stringOf(body[key]);
  if (prompt === undefined) {
    throw invalid(
      `Malformed input request: #: required key [${key}] not found, please reformat your input and try again.`,
    );
  }
  return {
    prompt,
    turns: 1,
    inputTokens: countTokens(prompt),
    maxTokens: numberOf(maxTokens),
    stopSequences: Array.isArray(stopSequences) ? stopSequences.filter((one) => typeof one === 'string') : [],
  };
}
