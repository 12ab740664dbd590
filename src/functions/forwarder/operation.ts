import { invalidRequest } from './refusal.js';
import type { ServicePrefix } from './services.js';

/** What a request asks for, in the words of the service's model. */
export interface Operation {
  /** `Converse`, `Retrieve` …, or method and first path segment where the name does not matter here. */
  readonly name: string;
  /** The model in the path, decoded. */
  readonly modelId?: string;
}

/** Operations on `/model/{modelId}/…` (BC). */
const MODEL_OPERATIONS: Readonly<Record<string, string>> = {
  invoke: 'InvokeModel',
  'invoke-with-response-stream': 'InvokeModelWithResponseStream',
  converse: 'Converse',
  'converse-stream': 'ConverseStream',
  'count-tokens': 'CountTokens',
};

/** Other operations that are worth a name in the log, by service, method and the path's fixed words (BC). */
const NAMED_OPERATIONS: Readonly<Record<string, string>> = {
  'bedrock-runtime POST guardrail/version/apply': 'ApplyGuardrail',
  'bedrock-runtime POST guardrail-checks/invoke': 'InvokeGuardrailChecks',
  'bedrock-runtime POST async-invoke': 'StartAsyncInvoke',
  'bedrock-runtime POST openai/v1/chat/completions': 'ChatCompletions',
  'bedrock-mantle POST v1/chat/completions': 'ChatCompletions',
  'bedrock-mantle POST v1/responses': 'Responses',
  'bedrock-mantle POST anthropic/v1/messages': 'Messages',
  'bedrock-agent-runtime POST knowledgebases/retrieve': 'Retrieve',
  'bedrock-agent-runtime POST retrieveAndGenerate': 'RetrieveAndGenerate',
  'bedrock-agent-runtime POST retrieveAndGenerateStream': 'RetrieveAndGenerateStream',
  'bedrock-agent-runtime POST agents/agentAliases/sessions/text': 'InvokeAgent',
  'bedrock-agent-runtime POST agents': 'InvokeInlineAgent',
  'bedrock-agent-runtime POST flows/aliases': 'InvokeFlow',
  'bedrock-agent-runtime POST rerank': 'Rerank',
  'bedrock GET foundation-models': 'ListFoundationModels',
  'bedrock GET inference-profiles': 'ListInferenceProfiles',
};
const FIXED_WORDS = new Set(
  Object.keys(NAMED_OPERATIONS).flatMap((key) => (key.split(' ')[2] ?? '').split('/')),
);

/**
 * Names the operation.
 * @throws Refusal 400 under `/model/` for an operation not known here, or one that HTTP/1.1 cannot carry: what is not
 * understood could go round the guardrail and the model allow-list.
 */
export function readOperation(
  service: ServicePrefix,
  method: string,
  segments: readonly string[],
): Operation {
  if (segments[0] === 'model' && service.startsWith('bedrock-runtime'))
    return modelOperation(method, segments);
  return { name: operationName(service, method, segments) };
}

function modelOperation(method: string, segments: readonly string[]): Operation {
  const [, modelId = '', action = '', ...rest] = segments;
  const name = Object.hasOwn(MODEL_OPERATIONS, action) ? MODEL_OPERATIONS[action] : undefined;
  if (name === undefined || rest.length > 0 || method !== 'POST') {
    throw invalidRequest('This gateway does not carry that operation on a model.');
  }
  if (!/^[\w.:/-]{1,2048}$/.test(modelId)) throw invalidRequest('The model id is not well formed.');
  return { name, modelId };
}

function operationName(service: ServicePrefix, method: string, segments: readonly string[]): string {
  const words = segments.filter((segment, index) => index === 0 || FIXED_WORDS.has(segment));
  const name = NAMED_OPERATIONS[`${service.replace(/-fips$/, '')} ${method} ${words.join('/')}`];
  return name ?? `${method} /${/^[\w-]{1,40}$/.exec(segments[0] ?? '')?.[0] ?? ''}`;
}
