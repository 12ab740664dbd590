import type { Connection, ConnectionOptions } from '../gateway/connection.js';
import { lazily } from './lazily.js';

/** Connects to AWS. Makes no call, and loads each client only when it is needed. */
export function connect(options: ConnectionOptions): Connection {
  return {
    region: options.region,
    endpoint: options.endpoint,
    stacks: lazily(async () => (await import('./stack-service.js')).createStackService(options)),
    apis: lazily(async () => (await import('./api-service.js')).createApiService(options)),
    functions: lazily(async () => (await import('./function-service.js')).createFunctionService(options)),
    identities: lazily(async () => (await import('./identity-service.js')).createIdentityService(options)),
    authorizers: lazily(async () =>
      (await import('./authorizer-service.js')).createAuthorizerService(options),
    ),
    apiKeys: lazily(async () => (await import('./api-key-service.js')).createApiKeyService(options)),
    secrets: lazily(async () => (await import('./secret-service.js')).createSecretService(options)),
    usagePlans: lazily(async () => (await import('./usage-plan-service.js')).createUsagePlanService(options)),
    stageSettings: lazily(async () =>
      (await import('./stage-settings-service.js')).createStageSettingsService(options),
    ),
    logs: lazily(async () => (await import('./log-service.js')).createLogService(options)),
    chat: (target) =>
      lazily(async () => (await import('./chat-service.js')).createChatService(options, target)),
  };
}
