import type { ServicePrefix } from './services.js';

/**
 * First words of the paths that belong to one service only, in the order they are tried; `*` is one segment, `POST ` before
 * one restricts it to that method. From the service models (BC). What several services share (`/tags`, `/agents/{id}`,
 * `/tagResource`) is not here, nor is what only administrators call: there the client names the service.
 */
const PATHS: readonly (readonly [ServicePrefix, string])[] = [
  ['bedrock-runtime', 'model|guardrail|guardrail-checks|async-invoke|openai'],
  [
    'bedrock-agent-runtime',
    'retrieveAndGenerate|retrieveAndGenerateStream|rerank|generateQuery|optimize-prompt|sessions|agents/*/agentAliases|POST knowledgebases/*/retrieve|POST flows/*/aliases/*|flows/*/aliases/*/executions|flows/*/executions',
  ],
  ['bedrock-agentcore', 'runtimes/*/invocations'],
  ['bedrock-mantle', 'v1|anthropic'],
  ['bedrock', 'foundation-models|guardrails|inference-profiles'],
];

const EXPRESSIONS = PATHS.map(([service, words]) => {
  const alternatives = words.replaceAll('*', '[^/]+').replaceAll('POST ', '(?<=POST /)');
  return [service, new RegExp(` /(?:${alternatives})(?:/|$)`)] as const;
});

/** The service a path can only mean, or undefined where it could mean none or several. */
export function inferService(method: string, encodedPath: string): ServicePrefix | undefined {
  return EXPRESSIONS.find(([, expression]) => expression.test(`${method} ${encodedPath}`))?.[0];
}
