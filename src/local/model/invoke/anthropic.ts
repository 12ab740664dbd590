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

/** Anthropic's Messages API as Bedrock carries it (BR/model-parameters-anthropic-claude-messages). */
export const anthropic: Dialect = { read, whole, parts };

function read(body: JsonObject): NativePrompt {
  for (const name of ['anthropic_version', 'max_tokens', 'messages']) {
    if (body[name] === undefined) throw invalid(`${name}: Field required`);
  }
  const messages = objectsOf(body['messages']);
  if (messages.length === 0) throw invalid('messages: at least one message is required');
  const texts = [textOf(body['system']), ...messages.map(({ content }) => textOf(content))];
  return {
    prompt: textOf(messages.at(-1)?.['content']),
    turns: messages.filter(({ role }) => role === 'user').length,
    inputTokens: texts.reduce((sum, text) => sum + countTokens(text), 0),
    maxTokens: numberOf(body['max_tokens']),
    stopSequences: Array.isArray(body['stop_sequences'])
      ? body['stop_sequences'].filter((one) => typeof one === 'string')
      : [],
  };
}

/** Content is a string or a list of blocks. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return objectsOf(content)
    .map(({ text }) => stringOf(text) ?? '')
    .join('\n');
}

function whole(reply: NativeReply): JsonObject {
  const { completion } = reply;
  return {
    ...message(reply),
    content: [{ type: 'text', text: completion.chunks.join('') }],
    stop_reason: completion.stopReason,
    stop_sequence: completion.stopSequence ?? null,
    usage: usage(reply, completion.outputTokens),
  };
}

function* parts(reply: NativeReply): Iterable<NativePart> {
  const { completion } = reply;
  const started = {
    ...message(reply),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: usage(reply, 1),
  };
  yield note({ type: 'message_start', message: started });
  yield note({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  for (const text of completion.chunks) {
    yield chunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
  }
  yield note({ type: 'content_block_stop', index: 0 });
  const delta = { stop_reason: completion.stopReason, stop_sequence: completion.stopSequence ?? null };
  yield note({ type: 'message_delta', delta, usage: { output_tokens: completion.outputTokens } });
  yield note({ type: 'message_stop' });
}

function message({ model, input }: NativeReply): JsonObject {
  const id = createHash('sha256').update(model.modelId).update(input.prompt).digest('hex').slice(0, 24);
  return {
    model: model.modelId.replace(/^anthropic\.|-v\d+:\d+$/g, ''),
    id: `msg_bdrk_${id}`,
    type: 'message',
    role: 'assistant',
  };
}

function usage({ input }: NativeReply, outputTokens: number): JsonObject {
  return {
    input_tokens: input.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: outputTokens,
  };
}
