import { invalidRequest } from './refusal.js';
import type { RequestPath } from './request-path.js';
import type { ServicePrefix } from './services.js';

/** What a request asks for, in the words of the service's model (BC). */
export interface Operation {
  /** `Converse` and its like for models; for others method and path, such as `GET /foundation-models`. */
  readonly name: string;
  /** The model in the path, decoded. */
  readonly modelId?: string;
}

/** What ids and ARNs of models are made of. */
export const MODEL_ID = /^[\w.:/-]+$/;

/** Operations on `/model/{modelId}/…`. */
const MODEL_OPERATIONS = new Map([
  ['invoke', 'InvokeModel'],
  ['invoke-with-response-stream', 'InvokeModelWithResponseStream'],
  ['converse', 'Converse'],
  ['converse-stream', 'ConverseStream'],
  ['count-tokens', 'CountTokens'],
]);

/**
 * Names the operation.
 * @throws Refusal 400 under `/model/` for an operation not known here, or one that HTTP/1.1 cannot carry: what is not
 * understood could go round the guardrail and the model allow-list.
 */
export function readOperation(service: ServicePrefix, method: string, { segments }: RequestPath): Operation {
  const [first, modelId = '', action = '', more] = segments;
  if (first !== 'model' || !service.startsWith('bedrock-runtime')) return { name: shape(method, segments) };
  const name = MODEL_OPERATIONS.get(action);
  if (name && !more && method === 'POST' && MODEL_ID.test(modelId)) return { name, modelId };
  throw invalidRequest('This gateway carries no such model operation.');
}

/** Method and path with stars for what may be an id: short, and the same for all calls of an operation. */
function shape(method: string, segments: readonly string[]): string {
  const words = segments.map((segment) => (/^[A-Za-z-]{1,40}$/.test(segment) ? segment : '*'));
  return `${method} /${words.join('/')}`.slice(0, 200);
}
