import { bedrockError, invalid, isBedrockError } from './bedrock-errors.js';

/** How a model's own request and answer look in InvokeModel. */
export type ModelFamily =
  'anthropic' | 'nova' | 'titan-text' | 'titan-embedding' | 'llama' | 'chat-completions';

export interface CatalogModel {
  readonly modelId: string;
  readonly modelName: string;
  readonly providerName: string;
  readonly family: ModelFamily;
}

/** A model as a request names it. */
export interface ResolvedModel extends CatalogModel {
  /** The identifier as the client sent it, decoded. */
  readonly requestedId: string;
}

/** What ListFoundationModels shows. Other models of the same providers are answered as well. */
export const CATALOG: readonly CatalogModel[] = [
  entry('amazon.nova-micro-v1:0', 'Nova Micro', 'Amazon', 'nova'),
  entry('amazon.nova-lite-v1:0', 'Nova Lite', 'Amazon', 'nova'),
  entry('amazon.nova-pro-v1:0', 'Nova Pro', 'Amazon', 'nova'),
  entry('amazon.titan-text-express-v1', 'Titan Text G1 - Exp', 'Amazon', 'titan-text'),
  entry('amazon.titan-embed-text-v2:0', 'Titan Embeddings V2', 'Amazon', 'titan-embedding'),
  entry('anthropic.claude-3-haiku-20240307-v1:0', 'Claude 3 Haiku', 'Anthropic', 'anthropic'),
  entry('anthropic.claude-sonnet-4-20250514-v1:0', 'Claude Sonnet 4', 'Anthropic', 'anthropic'),
  entry('anthropic.claude-haiku-4-5-20251001-v1:0', 'Claude Haiku 4.5', 'Anthropic', 'anthropic'),
  entry('meta.llama3-1-8b-instruct-v1:0', 'Llama 3.1 8B', 'Meta', 'llama'),
  entry('mistral.mistral-large-2402-v1:0', 'Mistral Large', 'Mistral AI', 'chat-completions'),
  entry('openai.gpt-oss-20b-1:0', 'gpt-oss-20b', 'OpenAI', 'chat-completions'),
];

function entry(modelId: string, modelName: string, providerName: string, family: ModelFamily): CatalogModel {
  return { modelId, modelName, providerName, family };
}

const PROVIDERS: Readonly<Record<string, string>> = {
  ai21: 'AI21 Labs',
  amazon: 'Amazon',
  anthropic: 'Anthropic',
  cohere: 'Cohere',
  deepseek: 'DeepSeek',
  meta: 'Meta',
  mistral: 'Mistral AI',
  openai: 'OpenAI',
  qwen: 'Qwen',
  writer: 'Writer',
};

/** Inference profiles put where they run before the model's own id. */
const PROFILE_PREFIX = /^(?:us|us-gov|eu|apac|jp|au|ca|global)\./;
const MODEL_ARN =
  /^arn:aws(?:-[^:]+)?:bedrock:[a-z0-9-]{1,20}:\d*:(?:foundation-model|inference-profile)\/(.+)$/;
const OPAQUE_ARN =
  /^arn:aws(?:-[^:]+)?:bedrock:[a-z0-9-]{1,20}:\d{12}:(?:application-inference-profile|provisioned-model|custom-model-deployment|imported-model|prompt-router|default-prompt-router)\/[\w.:-]+$/;
const MODEL_ID = /^([a-z0-9-]{1,63})\.[a-z0-9-]{1,63}(?:[.:][a-z0-9-]{1,63}){0,3}$/;

/**
 * The model of a request: a model id, an inference profile id, or the ARN of either.
 * The id `error.CODE` answers every request with that error.
 *
 * @throws AwsError ValidationException, in Bedrock's words, for anything else
 */
export function resolveModel(requestedId: string): ResolvedModel {
  const code = /^error\.(\w+)$/.exec(requestedId)?.[1] ?? '';
  if (isBedrockError(code)) throw bedrockError(code);
  // Who owns such an ARN is not in it, so it speaks the dialect of the gateway's default model.
  if (OPAQUE_ARN.test(requestedId)) return { ...firstOf('nova'), modelId: requestedId, requestedId };
  const id = (MODEL_ARN.exec(requestedId)?.[1] ?? requestedId).replace(PROFILE_PREFIX, '');
  const known = CATALOG.find((model) => model.modelId === id);
  if (known) return { ...known, requestedId };
  const provider = MODEL_ID.exec(id)?.[1] ?? '';
  const providerName = Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : undefined;
  if (providerName === undefined) throw invalid('The provided model identifier is invalid.');
  return { modelId: id, modelName: id, providerName, family: familyOf(id), requestedId };
}

function firstOf(family: ModelFamily): CatalogModel {
  const model = CATALOG.find((candidate) => candidate.family === family);
  if (!model) throw new Error(`The catalog has no model of the family ${family}.`);
  return model;
}

function familyOf(id: string): ModelFamily {
  if (id.startsWith('anthropic.')) return 'anthropic';
  if (id.startsWith('meta.')) return 'llama';
  if (/^(?:amazon\.titan|cohere)\.?-?embed/.test(id)) return 'titan-embedding';
  if (id.startsWith('amazon.titan-')) return 'titan-text';
  return id.startsWith('amazon.') ? 'nova' : 'chat-completions';
}
