import { invalid } from '../bedrock-errors.js';
import { resolveModel, type ModelFamily, type ResolvedModel } from '../catalog.js';
import { complete } from '../completion.js';
import { nominalLatency } from '../converse.js';
import { BLOCKED_MESSAGE, guardrailChoice, judge, type GuardrailVerdict } from '../guardrail.js';
import {
  jsonBody,
  labelOf,
  type JsonObject,
  type ModelAnswer,
  type ModelRequest,
  type StreamEvent,
} from '../model-request.js';
import { anthropic } from './anthropic.js';
import { chatCompletions } from './chat-completions.js';
import type { Dialect, NativePart, NativeReply } from './dialect.js';
import { nova } from './nova.js';
import { llama, titanText } from './single-prompt.js';
import { embed } from './titan-embedding.js';

const DIALECTS: Readonly<Record<Exclude<ModelFamily, 'titan-embedding'>, Dialect>> = {
  anthropic,
  nova,
  'titan-text': titanText,
  llama,
  'chat-completions': chatCompletions,
};

/** InvokeModel: the body is the model's own. */
export function invokeModel(request: ModelRequest): ModelAnswer {
  const model = resolveModel(labelOf(request, 'modelId'));
  const body = jsonBody(request.body);
  if (model.family === 'titan-embedding') return embeddingAnswer(request, body);
  const { dialect, reply, verdict } = converseNatively(request, model, model.family, body);
  const { input, completion } = reply;
  return {
    prompt: input.prompt,
    headers: { ...repeatedHeaders(request), ...tokenHeaders(input.inputTokens, completion.outputTokens) },
    content: { json: { ...dialect.whole(reply), ...guardrailMembers(verdict) } },
  };
}

/** InvokeModelWithResponseStream: each event carries one document of the model's own, in base64. */
export function invokeModelWithResponseStream(request: ModelRequest): ModelAnswer {
  const model = resolveModel(labelOf(request, 'modelId'));
  const body = jsonBody(request.body);
  if (model.family === 'titan-embedding') throw invalid('The model is unsupported for streaming.');
  const { dialect, reply, verdict } = converseNatively(request, model, model.family, body);
  return {
    prompt: reply.input.prompt,
    headers: { ...repeatedHeaders(request), 'x-amzn-bedrock-content-type': 'application/json' },
    content: { events: chunkEvents(dialect.parts(reply), lastMembers(reply, verdict)) },
  };
}

/** Prompt and input tokens of a model's own request, without answering it. */
export function readPrompt(
  model: ResolvedModel,
  body: JsonObject,
): { readonly prompt: string; readonly inputTokens: number } {
  return model.family === 'titan-embedding' ? embed(body) : DIALECTS[model.family].read(body);
}

interface NativeConversation {
  readonly dialect: Dialect;
  readonly reply: NativeReply;
  readonly verdict: GuardrailVerdict | undefined;
}

function converseNatively(
  request: ModelRequest,
  model: ResolvedModel,
  family: keyof typeof DIALECTS,
  body: JsonObject,
): NativeConversation {
  const dialect = DIALECTS[family];
  const input = dialect.read(body);
  const completion = complete({ ...input, modelName: model.modelName });
  const { headers } = request;
  const choice = guardrailChoice(
    headers['x-amzn-bedrock-guardrailidentifier'],
    headers['x-amzn-bedrock-guardrailversion'],
    headers['x-amzn-bedrock-trace'],
  );
  const verdict = choice && judge(choice, input.prompt, completion.chunks.join(''));
  const blocked = { chunks: [BLOCKED_MESSAGE], outputTokens: 0, stopReason: 'end_turn' as const };
  return {
    dialect,
    reply: { model, input, completion: verdict?.intervened ? blocked : completion },
    verdict,
  };
}

function embeddingAnswer(request: ModelRequest, body: JsonObject): ModelAnswer {
  const { prompt, inputTokens, document } = embed(body);
  return {
    prompt,
    headers: { ...repeatedHeaders(request), ...tokenHeaders(inputTokens, 0) },
    content: { json: document },
  };
}

/** What a guardrail adds to the model's own document (BR/guardrails-use). */
function guardrailMembers(verdict: GuardrailVerdict | undefined): JsonObject {
  if (!verdict) return {};
  const action = { 'amazon-bedrock-guardrailAction': verdict.intervened ? 'INTERVENED' : 'NONE' };
  if (!verdict.trace) return action;
  const { modelOutput, inputAssessment, outputAssessments } = verdict.trace;
  const outputs = outputAssessments
    ? [Object.fromEntries(Object.entries(outputAssessments).map(([id, list]) => [id, list[0]]))]
    : [];
  const guardrail = { ...(modelOutput ? { modelOutput } : {}), input: inputAssessment, outputs };
  return { ...action, 'amazon-bedrock-trace': { guardrail } };
}

/** What Bedrock adds to the last document of a stream. */
function lastMembers({ input, completion }: NativeReply, verdict: GuardrailVerdict | undefined): JsonObject {
  const metrics = {
    inputTokenCount: input.inputTokens,
    outputTokenCount: completion.outputTokens,
    invocationLatency: nominalLatency(completion.outputTokens),
    firstByteLatency: nominalLatency(1),
  };
  return { ...guardrailMembers(verdict), 'amazon-bedrock-invocationMetrics': metrics };
}

function* chunkEvents(parts: Iterable<NativePart>, last: JsonObject): Iterable<StreamEvent> {
  let held: NativePart | undefined;
  for (const part of parts) {
    if (held) yield chunkEvent(held);
    held = part;
  }
  if (held) yield chunkEvent({ ...held, document: { ...held.document, ...last } });
}

function chunkEvent({ document, isChunk }: NativePart): StreamEvent {
  return {
    type: 'chunk',
    payload: { bytes: Buffer.from(JSON.stringify(document)).toString('base64') },
    isChunk,
  };
}

function tokenHeaders(inputTokens: number, outputTokens: number): Record<string, string> {
  return {
    'x-amzn-bedrock-input-token-count': String(inputTokens),
    'x-amzn-bedrock-output-token-count': String(outputTokens),
    'x-amzn-bedrock-invocation-latency': String(nominalLatency(outputTokens)),
  };
}

/** Headers of the request that the answer repeats (BC InvokeModelResponse). */
function repeatedHeaders({ headers }: ModelRequest): Record<string, string> {
  const names = ['x-amzn-bedrock-performanceconfig-latency', 'x-amzn-bedrock-service-tier'];
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
}
