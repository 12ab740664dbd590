import { parseObject } from './request-body.js';
import type { RequestPath } from './request-path.js';
import { MANTLE, type ServicePrefix } from './services.js';

/** Bedrock's operations that name a model in the body instead of in the path (BC). */
const MODEL_IN_BODY =
  /^\/(?:async-invoke|retrieveAndGenerate(?:Stream)?|rerank|optimize-prompt|agents\/[^/]+)\/?$/;
/** The members that do so, at any depth. */
const MODEL_MEMBER = /^(?:modelId|modelArn|foundationModel|targetModelId)$/;

/**
 * The models that a request names in its body; routes in the manner of OpenAI and Anthropic do it in `model` (BR/endpoints).
 * @throws Refusal 400 when a body that should name one is not a JSON object.
 */
export function modelsInBody(
  service: ServicePrefix,
  { encoded, segments }: RequestPath,
  body: Buffer,
): string[] {
  const openAi = service === MANTLE || segments[0] === 'openai';
  if (body.length === 0 || !(openAi || MODEL_IN_BODY.test(encoded))) return [];
  const document = parseObject(body);
  return openAi ? strings(document.model) : members(document);
}

function members(value: object): string[] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (typeof member === 'object' && member !== null) return members(member);
    return MODEL_MEMBER.test(name) ? strings(member) : [];
  });
}

function strings(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}
