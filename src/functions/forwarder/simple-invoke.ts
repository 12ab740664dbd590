import type { ProxyEvent } from './api-gateway-event.js';
import { MODEL_ID } from './operation.js';
import { invalidRequest } from './refusal.js';
import type { RequestLog } from './request-log.js';
import { parseObject } from './request-body.js';

/**
 * Turns `POST /invoke` with `{"prompt", "model_id"?}` into the Converse call it stands for.
 * @throws Refusal 400 saying what is wrong with it.
 */
export function asConverse(event: ProxyEvent, body: Buffer, defaultModelId: string | undefined): ProxyEvent {
  const { prompt, model_id: modelId = defaultModelId } = parseObject(body);
  if (typeof prompt !== 'string') throw invalidRequest('Send {"prompt": "..."}.');
  const model = String(modelId ?? '');
  if (!MODEL_ID.test(model)) throw invalidRequest('Name a model in "model_id".');
  return {
    httpMethod: 'POST',
    path: `/model/${encodeURIComponent(model)}/converse`,
    multiValueHeaders: { 'content-type': ['application/json'] },
    body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: prompt }] }] }),
    requestContext: event.requestContext,
  };
}

/** Converse's answer in the short form. Without a guardrail there is no status of one to tell. */
export function simpleAnswer(
  converse: string,
  { requestId, modelId, guardrailAction }: RequestLog,
  latencyMs: number,
  guarded: boolean,
): Record<string, unknown> {
  const { output } = JSON.parse(converse) as ConverseOutput;
  return {
    request_id: requestId,
    model_id: modelId,
    latency_ms: latencyMs,
    response: output.message.content.map((block) => block.text ?? '').join(''),
    guardrail_status: guarded ? (guardrailAction ?? 'NONE') : 'NOT_CONFIGURED',
  };
}

interface ConverseOutput {
  readonly output: { readonly message: { readonly content: readonly { readonly text?: string }[] } };
}
