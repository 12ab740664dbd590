import type { Configuration } from './configuration.js';
import { parseJsonObject } from './json-body.js';
import { invalidRequest } from './refusal.js';

/** What `POST /invoke` was asked, as a Converse request. */
export interface SimplePrompt {
  readonly modelId: string;
  readonly converseBody: Buffer;
}

export interface SimpleAnswer {
  readonly request_id: string;
  readonly model_id: string;
  readonly latency_ms: number;
  readonly response: string;
  /** `NOT_CONFIGURED`, else what the guardrail did, in ApplyGuardrail's words. */
  readonly guardrail_status: 'NOT_CONFIGURED' | 'NONE' | 'GUARDRAIL_INTERVENED';
}

/**
 * Reads `{"prompt", "model_id"?, "system"?, "max_tokens"?, "temperature"?}`.
 * @throws Refusal 400 saying what is wrong with it.
 */
export function readSimplePrompt(body: Buffer, configuration: Configuration): SimplePrompt {
  const members = parseJsonObject(body);
  const prompt = text(members, 'prompt');
  if (!prompt) throw invalidRequest('The member "prompt" is missing: send {"prompt": "..."}.');
  const modelId = text(members, 'model_id') ?? configuration.defaultModelId;
  if (!modelId)
    throw invalidRequest('The member "model_id" is missing, and this gateway has no default model.');
  const system = text(members, 'system');
  const inferenceConfig = {
    maxTokens: amount(members, 'max_tokens'),
    temperature: amount(members, 'temperature'),
  };
  const request = {
    messages: [{ role: 'user', content: [{ text: prompt }] }],
    ...(system !== undefined && { system: [{ text: system }] }),
    inferenceConfig,
  };
  return { modelId, converseBody: Buffer.from(JSON.stringify(request)) };
}

/** Puts Converse's answer in the short form. */
export function simpleAnswer(
  converse: unknown,
  about: { requestId: string; modelId: string; latencyMs: number; guarded: boolean },
): SimpleAnswer {
  const { output, stopReason } = (converse ?? {}) as ConverseOutput;
  const intervened = stopReason === 'guardrail_intervened';
  const guarded = intervened ? 'GUARDRAIL_INTERVENED' : 'NONE';
  return {
    request_id: about.requestId,
    model_id: about.modelId,
    latency_ms: about.latencyMs,
    response: (output?.message?.content ?? []).map((block) => block.text ?? '').join(''),
    guardrail_status: about.guarded ? guarded : 'NOT_CONFIGURED',
  };
}

interface ConverseOutput {
  readonly stopReason?: string;
  readonly output?: { readonly message?: { readonly content?: readonly { readonly text?: string }[] } };
}

function text(members: Record<string, unknown>, name: string): string | undefined {
  const value = members[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalidRequest(`The member "${name}" is not a string.`);
}

function amount(members: Record<string, unknown>, name: string): number | undefined {
  const value = members[name];
  if (value === undefined || typeof value === 'number') return value;
  throw invalidRequest(`The member "${name}" is not a number.`);
}
