import type { Guardrail } from './configuration.js';
import type { Headers } from './headers.js';
import { invalidRequest } from './refusal.js';
import { parseObject } from './request-body.js';

const IDENTIFIER_HEADER = 'x-amzn-bedrock-guardrailidentifier';

/** Puts the gateway's guardrail on an InvokeModel or chat completions request whose client named none: in headers (BC). */
export function addGuardrailHeaders(headers: Headers, guardrail: Guardrail): void {
  if (headers[IDENTIFIER_HEADER]) return;
  headers[IDENTIFIER_HEADER] = guardrail.guardrailIdentifier;
  headers['x-amzn-bedrock-guardrailversion'] = guardrail.guardrailVersion;
}

/**
 * Puts the gateway's guardrail on a Converse request whose client named none: in its body (BC). It goes in as text, so
 * that every other byte stays as the client wrote it.
 * @throws Refusal 400 when the body is not a JSON object, or has a place for a guardrail and none in it: what is not
 * understood could go round it.
 */
export function withGuardrailConfig(body: Buffer, guardrail: Guardrail): Buffer {
  const document = parseObject(body);
  const { guardrailConfig: config } = document as { guardrailConfig?: Partial<Guardrail> | null };
  if (config?.guardrailIdentifier) return body;
  if (config !== undefined) throw invalidRequest('The guardrailConfig names no guardrail.');
  const start = body.indexOf('{') + 1;
  const comma = Object.keys(document).length > 0 ? ',' : '';
  const member = Buffer.from(`"guardrailConfig":${JSON.stringify(guardrail)}${comma}`);
  return Buffer.concat([body.subarray(0, start), member, body.subarray(start)]);
}
