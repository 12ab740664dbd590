import { createHash } from 'node:crypto';
import { invalid } from '../bedrock-errors.js';
import { numberOf, objectsOf, stringOf, type JsonObject } from '../model-request.js';
import { countTokens } from '../tokens.js';
import {
  chunk,
  note,
  type Dialect,
  type NativePart,
  type NativePrompt,
  type NativeReply,
} from './dialect.js';

/** Chat completions, which OpenAI's, Mistral's and most other models on Bedrock take; a bare `prompt` is accepted too. */
export const chatCompletions: Dialect = { read, whole, parts };

function read(body: JsonObject): NativePrompt {
  const bare = stringOf(body['prompt']);
  const messages = bare === undefined ? objectsOf(body['messages']) : [{ role: 'user', content: bare }];
  if (messages.length === 0) {
    throw invalid(
      'Malformed input request: #: required key [messages] not found, please reformat your input and try again.',
    );
  }
  const texts = messages.map(({ content }) => textOf(content));
  const stop = body['stop'];
  return {
    prompt: texts.at(-1) ?? '',
    turns: messages.filter(({ role }) => role === 'user').length,
    inputTokens: texts.reduce((sum, text) => sum + countTokens(text), 0),
    maxTokens: numberOf(body['max_completion_tokens']) ?? numberOf(body['max_tokens']),
    stopSequences: (Array.isArray(stop) ? (stop as unknown[]) : [stop]).filter(
      (one) => typeof one === 'string',
    ),
  };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return objectsOf(content)
    .map(({ text }) => stringOf(text) ?? '')
    .join('\n');
}

function whole(reply: NativeReply): JsonObject {
  const message = { role: 'assistant', content: reply.completion.chunks.join('') };
  const choice = { index: 0, message, finish_reason: finishReason(reply) };
  return { ...envelope(reply, 'chat.completion'), choices: [choice], usage: usage(reply) };
}

function* parts(reply: NativeReply): Iterable<NativePart> {
  const head = envelope(reply, 'chat.completion.chunk');
  for (const content of reply.completion.chunks) {
    yield chunk({
      ...head,
      choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
    });
  }
  yield note({
    ...head,
    choices: [{ index: 0, delta: {}, finish_reason: finishReason(reply) }],
    usage: usage(reply),
  });
}

function envelope({ model, input }: NativeReply, object: string): JsonObject {
  const id = createHash('sha256').update(model.modelId).update(input.prompt).digest('hex').slice(0, 24);
  // The time would make equal requests answer differently.
  return { id: `chatcmpl-${id}`, object, created: 0, model: model.modelId };
}

function finishReason({ completion }: NativeReply): string {
  return completion.stopReason === 'max_tokens' ? 'length' : 'stop';
}

function usage({ input, completion }: NativeReply): JsonObject {
  return {
    prompt_tokens: input.inputTokens,
    completion_tokens: completion.outputTokens,
    total_tokens: input.inputTokens + completion.outputTokens,
  };
}
