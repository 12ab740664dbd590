import type { ApiSource } from './control-plane/apigateway/api-source.js';
import { createApiGateway } from './control-plane/apigateway/index.js';
import { cloudFormationWith } from './control-plane/cloudformation/index.js';
import type { CloudFormationOptions } from './control-plane/cloudformation/options.js';
import { createLambda } from './control-plane/lambda/index.js';
import { createLogs } from './control-plane/logs/index.js';
import type { LogSink } from './control-plane/logs/log-sink.js';
import type { LogsOptions } from './control-plane/logs/logs-options.js';
import { createSecretsManager } from './control-plane/secretsmanager/index.js';
import { createSts } from './control-plane/sts/index.js';
import type { FunctionRuntime } from './lambda/function-runtime.js';
import type { LocalRegion } from './region.js';
import type { Service } from './service.js';

/** The services of one region, and what three of them offer the rest of the region beside their operations. */
export interface RegionServices {
  readonly apigateway?: Service & { readonly apis: ApiSource };
  readonly cloudformation?: Service;
  readonly lambda?: Service & { readonly functions: FunctionRuntime };
  readonly logs?: Service & { readonly logSink: LogSink };
  readonly secretsmanager?: Service;
  readonly sts?: Service;
}

/** Settings that services take; what is absent is as CloudFormation's own defaults have it. */
export type ServiceSettings = Partial<CloudFormationOptions> & { readonly logs?: LogsOptions };

/** Makes every service of a region. */
export function createServices(region: LocalRegion, settings: ServiceSettings): RegionServices {
  return {
    apigateway: createApiGateway(region),
    cloudformation: cloudFormationWith(settings)(region),
    lambda: createLambda(region),
    logs: createLogs(region, settings.logs),
    secretsmanager: createSecretsManager(region),
    sts: createSts(region),
  };
}
