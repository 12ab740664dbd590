import { resolveModel } from './catalog.js';
import { complete } from './completion.js';
import { readConversation, type Conversation, type InputTokens } from './conversation.js';
import { invalid } from './bedrock-errors.js';
import { BLOCKED_MESSAGE, guardrailChoice, judge, type GuardrailTrace } from './guardrail.js';
import {
  jsonBody,
  labelOf,
  objectOf,
  type JsonObject,
  type ModelAnswer,
  type ModelRequest,
  type StreamEvent,
} from './model-request.js';
import { countTokens } from './tokens.js';
import { chooseTool, type ToolCall } from './tool-use.js';

/** What the model said, before it takes the form of Converse or of ConverseStream. */
interface Reply {
  readonly chunks: readonly string[];
  readonly toolCall?: ToolCall;
  readonly stopReason: string;
  readonly usage: object;
  readonly metrics: { readonly latencyMs: number };
  readonly trace?: { readonly guardrail: GuardrailTrace };
  /** `performanceConfig` and `serviceTier`, which the answer repeats. */
  readonly repeated: JsonObject;
}

/** Milliseconds that a call would take, by rule: measured time would make equal requests answer differently. */
export function nominalLatency(outputTokens: number): number {
  return 100 + 15 * outputTokens;
}

/** Converse (BC bedrock-runtime). */
export function converse(request: ModelRequest): ModelAnswer {
  const { prompt, reply } = replyTo(request);
  const { chunks, toolCall, stopReason, usage, metrics, trace, repeated } = reply;
  const content = toolCall ? [{ text: chunks.join('') }, { toolUse: toolCall }] : [{ text: chunks.join('') }];
  const output = { message: { role: 'assistant', content } };
  const json = { output, stopReason, usage, metrics, ...(trace ? { trace } : {}), ...repeated };
  return { prompt, headers: {}, content: { json } };
}

/** ConverseStream: the same reply, as events. */
export function converseStream(request: ModelRequest): ModelAnswer {
  const { prompt, reply } = replyTo(request);
  return { prompt, headers: {}, content: { events: eventsOf(reply) } };
}

function* eventsOf(reply: Reply): Iterable<StreamEvent> {
  const event = (type: string, payload: object, isChunk = false): StreamEvent => ({ type, payload, isChunk });
  yield event('messageStart', { role: 'assistant' });
  for (const text of reply.chunks) {
    yield event('contentBlockDelta', { delta: { text }, contentBlockIndex: 0 }, true);
  }
  yield event('contentBlockStop', { contentBlockIndex: 0 });
  if (reply.toolCall) {
    const { toolUseId, name, input } = reply.toolCall;
    yield event('contentBlockStart', { start: { toolUse: { toolUseId, name } }, contentBlockIndex: 1 });
    const delta = { toolUse: { input: JSON.stringify(input) } };
    yield event('contentBlockDelta', { delta, contentBlockIndex: 1 }, true);
    yield event('contentBlockStop', { contentBlockIndex: 1 });
  }
  const { stopReason, usage, metrics, trace, repeated } = reply;
  yield event('messageStop', { stopReason });
  yield event('metadata', { usage, metrics, ...(trace ? { trace } : {}), ...repeated });
}

function replyTo(request: ModelRequest): { prompt: string; reply: Reply } {
  const body = jsonBody(request.body);
  const model = resolveModel(labelOf(request, 'modelId'));
  if (model.family === 'titan-embedding') {
    throw invalid(
      "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
    );
  }
  const conversation = readConversation(body);
  const { prompt } = conversation;
  const said = answerTo(body, conversation, model.modelName);
  return { prompt, reply: guarded(body, prompt, { ...said, repeated: repeatedFrom(body) }) };
}

function answerTo(body: JsonObject, conversation: Conversation, modelName: string): Omit<Reply, 'repeated'> {
  const { prompt, turns, tokens, maxTokens, stopSequences } = conversation;
  const toolCall = chooseTool(body['toolConfig'], conversation);
  if (toolCall) {
    const chunks = [`I need the tool ${toolCall.name} for this.`];
    const outputTokens = countTokens(chunks.join('')) + countTokens(JSON.stringify(toolCall.input));
    return { chunks, toolCall, stopReason: 'tool_use', ...accounts(tokens, outputTokens) };
  }
  const completion = complete({
    prompt,
    turns,
    modelName,
    inputTokens: tokens.input,
    maxTokens,
    stopSequences,
  });
  const { chunks, stopReason, outputTokens } = completion;
  return { chunks, stopReason, ...accounts(tokens, outputTokens) };
}

function guarded(body: JsonObject, prompt: string, reply: Reply): Reply {
  const config = objectOf(body['guardrailConfig']);
  const choice = guardrailChoice(config['guardrailIdentifier'], config['guardrailVersion'], config['trace']);
  if (!choice) return reply;
  const verdict = judge(choice, prompt, reply.chunks.join(''));
  const trace = verdict.trace ? { trace: { guardrail: verdict.trace } } : {};
  if (!verdict.intervened) return { ...reply, ...trace };
  const stopReason = 'guardrail_intervened';
  return {
    chunks: [BLOCKED_MESSAGE],
    stopReason,
    ...accounts({ input: 0 }, 0),
    ...trace,
    repeated: reply.repeated,
  };
}

function accounts({ input, cache }: InputTokens, outputTokens: number): Pick<Reply, 'usage' | 'metrics'> {
  const totalTokens = input + outputTokens + (cache ? cache.read + cache.write : 0);
  const cached = cache ? { cacheReadInputTokens: cache.read, cacheWriteInputTokens: cache.write } : {};
  return {
    usage: { inputTokens: input, outputTokens, totalTokens, ...cached },
    metrics: { latencyMs: nominalLatency(outputTokens) },
  };
}

function repeatedFrom({ performanceConfig, serviceTier }: JsonObject): JsonObject {
  return {
    ...(performanceConfig === undefined ? {} : { performanceConfig }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
  };
}
