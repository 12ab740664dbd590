import { invalid } from './bedrock-errors.js';
import { resolveModel } from './catalog.js';
import { countInput } from './conversation.js';
import { readPrompt } from './invoke/invoke-model.js';
import {
  jsonBody,
  labelOf,
  objectOf,
  objectsOf,
  stringOf,
  type JsonObject,
  type ModelAnswer,
  type ModelRequest,
} from './model-request.js';

/** CountTokens (BC bedrock-runtime): the same count that a call would be charged for, cached tokens included. */
export function countTokensOfRequest(request: ModelRequest): ModelAnswer {
  const model = resolveModel(labelOf(request, 'modelId'));
  const input = objectOf(jsonBody(request.body)['input']);
  const native = stringOf(objectOf(input['invokeModel'])['body']);
  if (native !== undefined) {
    const { prompt, inputTokens } = readPrompt(model, jsonBody(Buffer.from(native, 'base64')));
    return answer(prompt, inputTokens);
  }
  if (input['converse'] === undefined) throw invalid('The input must be either invokeModel or converse.');
  const conversation = objectOf(input['converse']);
  const { input: uncached, cache } = countInput(conversation);
  return answer(lastText(conversation), uncached + (cache ? cache.read + cache.write : 0));
}

function lastText({ messages }: JsonObject): string {
  return objectsOf(objectsOf(messages).at(-1)?.['content'])
    .map(({ text }) => stringOf(text) ?? '')
    .join('\n');
}

function answer(prompt: string, inputTokens: number): ModelAnswer {
  return { prompt, headers: {}, content: { json: { inputTokens } } };
}
