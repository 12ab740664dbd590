import { parseJson } from './json-body.js';
import type { Route } from './route.js';

/** Members that name a model in the bodies of Bedrock's own operations (BC). */
const MODEL_MEMBERS = new Set(['modelId', 'modelArn', 'foundationModel', 'targetModelId']);
const MODEL_IN_BODY = new Set([
  'StartAsyncInvoke',
  'RetrieveAndGenerate',
  'RetrieveAndGenerateStream',
  'InvokeInlineAgent',
  'Rerank',
  'POST /optimize-prompt',
]);

/**
 * The models that a request names in its body, for the operations that have them there instead of in the path.
 * @throws Refusal 400 when such a body is not JSON.
 */
export function modelsInBody({ service, operation, path }: Route, body: Buffer): string[] {
  if (service === 'bedrock-mantle' || path.segments[0] === 'openai') return topLevelModel(parseBody(body));
  return MODEL_IN_BODY.has(operation.name) ? [...memberValues(parseBody(body))] : [];
}

function parseBody(body: Buffer): unknown {
  return body.length === 0 ? undefined : parseJson(body);
}

/** Routes in the manner of OpenAI and Anthropic (BR/endpoints). */
function topLevelModel(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || !('model' in body)) return [];
  return typeof body.model === 'string' ? [body.model] : [];
}

function* memberValues(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string' && MODEL_MEMBERS.has(name)) yield member;
    else yield* memberValues(member);
  }
}
