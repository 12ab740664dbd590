import { matchesPattern } from './path-pattern.js';
import type { ServicePrefix } from './services.js';

/**
 * Paths that belong to one service only, in the order they are tried; `POST ` before one restricts it to that method.
 * From the service models (BC). Where two services share a path (`/tags/…`, `POST /agents/{id}`, `/tagResource`) it is not
 * listed: the client then has to name the service.
 */
const PATHS: readonly (readonly [ServicePrefix, readonly string[]])[] = [
  [
    'bedrock-runtime',
    ['model/**', 'guardrail/**', 'guardrail-checks/invoke', 'async-invoke/**', 'openai/**'],
  ],
  [
    'bedrock-agent-runtime',
    [
      'POST knowledgebases/*/retrieve',
      'retrieveAndGenerate',
      'retrieveAndGenerateStream',
      'rerank',
      'generateQuery',
      'optimize-prompt',
      'sessions/**',
      'agents/*/agentAliases/**',
      'POST flows/*/aliases/*',
      'flows/*/aliases/*/executions/**',
      'flows/*/executions',
    ],
  ],
  [
    'bedrock-agent',
    [
      'agents',
      'agents/*/agentversions/**',
      'agents/*/agentaliases/**',
      'GET agents/*',
      'PUT agents/*',
      'DELETE agents/*',
      'knowledgebases/**',
      'flows/**',
      'prompts/**',
    ],
  ],
  [
    'bedrock-data-automation',
    ['blueprints/**', 'data-automation-projects/**', 'data-automation-libraries/**'],
  ],
  [
    'bedrock-agentcore',
    ['runtimes/*/invocations/**', 'runtimes/*/commands', 'runtimes/*/stopruntimesession'],
  ],
  ['bedrock-mantle', ['v1/**', 'anthropic/**']],
];

/** First segments that only the control plane of Bedrock has (BC). */
const CONTROL_PLANE = new Set([
  'advanced-prompt-optimization-job',
  'advanced-prompt-optimization-jobs',
  'automated-reasoning-policies',
  'create-foundation-model-agreement',
  'custom-models',
  'delete-foundation-model-agreement',
  'enforcedGuardrailsConfiguration',
  'evaluation-job',
  'evaluation-jobs',
  'foundation-model-availability',
  'foundation-models',
  'guardrails',
  'imported-models',
  'inference-profiles',
  'list-foundation-model-agreement-offers',
  'logging',
  'marketplace-model',
  'model-copy-jobs',
  'model-customization',
  'model-customization-jobs',
  'model-import-jobs',
  'model-invocation-job',
  'model-invocation-jobs',
  'prompt-routers',
  'provisioned-model-throughput',
  'provisioned-model-throughputs',
  'resource-policy',
  'use-case-for-model-access',
]);

/** The service a path can only mean, or undefined where it could mean none or several. */
export function inferService(method: string, segments: readonly string[]): ServicePrefix | undefined {
  if (CONTROL_PLANE.has(segments[0] ?? '')) return 'bedrock';
  return PATHS.find(([, patterns]) => patterns.some((pattern) => fits(method, segments, pattern)))?.[0];
}

function fits(method: string, segments: readonly string[], pattern: string): boolean {
  const [verb, path] = pattern.includes(' ') ? pattern.split(' ', 2) : [method, pattern];
  return verb === method && matchesPattern(segments, path ?? '');
}
