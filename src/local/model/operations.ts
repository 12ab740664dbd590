import { applyGuardrail } from './apply-guardrail.js';
import { converse, converseStream } from './converse.js';
import { countTokensOfRequest } from './count-tokens.js';
import { getFoundationModel, listFoundationModels } from './foundation-models.js';
import { invokeModel, invokeModelWithResponseStream } from './invoke/invoke-model.js';
import type { ModelAnswer, ModelRequest } from './model-request.js';
import { retrieve } from './retrieve.js';

/** One operation of Bedrock. */
export interface ModelOperation {
  readonly name: string;
  readonly method: string;
  /** Path with labels in braces, as botocore's service models write it. */
  readonly path: string;
  /** Host prefix of its endpoint. */
  readonly endpoint: 'bedrock' | 'bedrock-runtime' | 'bedrock-agent-runtime';
  readonly answer: (request: ModelRequest) => ModelAnswer;
}

/** What the local model answers (BC bedrock, bedrock-runtime, bedrock-agent-runtime). */
export const OPERATIONS: readonly ModelOperation[] = [
  runtime('Converse', '/model/{modelId}/converse', converse),
  runtime('ConverseStream', '/model/{modelId}/converse-stream', converseStream),
  runtime('InvokeModel', '/model/{modelId}/invoke', invokeModel),
  runtime(
    'InvokeModelWithResponseStream',
    '/model/{modelId}/invoke-with-response-stream',
    invokeModelWithResponseStream,
  ),
  runtime('CountTokens', '/model/{modelId}/count-tokens', countTokensOfRequest),
  runtime(
    'ApplyGuardrail',
    '/guardrail/{guardrailIdentifier}/version/{guardrailVersion}/apply',
    applyGuardrail,
  ),
  {
    name: 'Retrieve',
    method: 'POST',
    path: '/knowledgebases/{knowledgeBaseId}/retrieve',
    endpoint: 'bedrock-agent-runtime',
    answer: retrieve,
  },
  {
    name: 'ListFoundationModels',
    method: 'GET',
    path: '/foundation-models',
    endpoint: 'bedrock',
    answer: listFoundationModels,
  },
  {
    name: 'GetFoundationModel',
    method: 'GET',
    path: '/foundation-models/{modelIdentifier}',
    endpoint: 'bedrock',
    answer: getFoundationModel,
  },
];

function runtime(name: string, path: string, answer: ModelOperation['answer']): ModelOperation {
  return { name, method: 'POST', path, endpoint: 'bedrock-runtime', answer };
}

export interface RoutedOperation {
  readonly operation: ModelOperation;
  readonly labels: Readonly<Record<string, string>>;
}

/** The operation of a method and a path, which is still percent-encoded: a model ARN has its `/` as `%2F`. */
export function routeOperation(method: string, path: string): RoutedOperation | undefined {
  for (const operation of OPERATIONS) {
    const labels = operation.method === method ? matchPath(operation.path, path) : undefined;
    if (labels) return { operation, labels };
  }
  return undefined;
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const label = /^\{(\w+)\}$/.exec(part)?.[1];
    if (label === undefined ? value !== part : value === '') return undefined;
    if (label !== undefined) labels[label] = decoded(value);
  }
  return labels;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
