import { invalid } from '../bedrock-errors.js';
import { readConversation } from '../conversation.js';
import { numberOf, objectOf, objectsOf, type JsonObject } from '../model-request.js';
import {
  chunk,
  note,
  type Dialect,
  type NativePart,
  type NativePrompt,
  type NativeReply,
} from './dialect.js';

/** Amazon Nova's own schema, which is close to Converse (Nova user guide, complete request schema). */
export const nova: Dialect = { read, whole, parts };

function read(body: JsonObject): NativePrompt {
  if (objectsOf(body['messages']).length === 0) {
    throw invalid(
      'Malformed input request: #: required key [messages] not found, please reformat your input and try again.',
    );
  }
  const { prompt, turns, tokens, maxTokens, stopSequences } = readConversation(body);
  const newTokens = numberOf(objectOf(body['inferenceConfig'])['max_new_tokens']);
  return { prompt, turns, inputTokens: tokens.input, maxTokens: maxTokens ?? newTokens, stopSequences };
}

function whole(reply: NativeReply): JsonObject {
  const { chunks, stopReason } = reply.completion;
  return {
    output: { message: { content: [{ text: chunks.join('') }], role: 'assistant' } },
    stopReason,
    usage: usage(reply),
  };
}

function* parts(reply: NativeReply): Iterable<NativePart> {
  yield note({ messageStart: { role: 'assistant' } });
  for (const text of reply.completion.chunks) {
    yield chunk({ contentBlockDelta: { delta: { text }, contentBlockIndex: 0 } });
  }
  yield note({ contentBlockStop: { contentBlockIndex: 0 } });
  yield note({ messageStop: { stopReason: reply.completion.stopReason } });
  yield note({ metadata: { usage: usage(reply), metrics: {}, trace: {} } });
}

function usage({ input, completion }: NativeReply): JsonObject {
  return {
    inputTokens: input.inputTokens,
    outputTokens: completion.outputTokens,
    totalTokens: input.inputTokens + completion.outputTokens,
    cacheReadInputTokenCount: 0,
    cacheWriteInputTokenCount: 0,
  };
}
