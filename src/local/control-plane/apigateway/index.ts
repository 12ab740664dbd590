import type { LocalRegion } from '../../region.js';
import type { Service } from '../../service.js';
import { accessAssociationOperations } from './access-associations.js';
import { accountOperations } from './account.js';
import { importApiKeys } from './api-key-import.js';
import { apiKeyOperations } from './api-keys.js';
import type { ApiSource } from './api-source.js';
import { authorizerOperations } from './authorizers.js';
import { basePathMappingOperations } from './base-path-mappings.js';
import { cacheOperations } from './caches.js';
import { deploymentOperations } from './deployments.js';
import { domainNameOperations } from './domain-names.js';
import { exportOperations } from './export/index.js';
import { gatewayResponseOperations } from './gateway-responses.js';
import { integrationResponseOperations } from './integration-responses.js';
import { integrationOperations } from './integrations.js';
import { methodResponseOperations } from './method-responses.js';
import { methodOperations } from './methods.js';
import { modelOperations } from './models.js';
import type { Operations } from './operations.js';
import { requestValidatorOperations } from './request-validators.js';
import { resourceOperations } from './resources.js';
import { restApiOperations } from './rest-apis.js';
import { apiSource } from './snapshots.js';
import { stageOperations } from './stages.js';
import { Tables } from './tables.js';
import { tagOperations } from './tags.js';
import { testInvokeOperations } from './test-invoke.js';
import { usageOperations } from './usage.js';
import { usagePlanKeyOperations } from './usage-plan-keys.js';
import { usagePlanOperations } from './usage-plans.js';

/**
 * API Gateway's control plane in one region, for REST APIs (2015-07-09). What is deployed is read through `apis`, by the data
 * plane. All of it is in `region.state`, in tables named `apigateway/…`.
 */
export function createApiGateway(region: LocalRegion): Service & { readonly apis: ApiSource } {
  const tables = new Tables(region);
  const operations: Operations = {
    ...restApiOperations(tables),
    ...resourceOperations(tables),
    ...methodOperations(tables),
    ...methodResponseOperations(tables),
    ...integrationOperations(tables),
    ...integrationResponseOperations(tables),
    ...authorizerOperations(tables),
    ...gatewayResponseOperations(tables),
    ...requestValidatorOperations(tables),
    ...modelOperations(tables),
    ...deploymentOperations(tables),
    ...stageOperations(tables),
    ...cacheOperations(tables),
    ...accountOperations(tables),
    ...apiKeyOperations(tables),
    ImportApiKeys: importApiKeys(tables),
    ...usagePlanOperations(tables),
    ...usagePlanKeyOperations(tables),
    ...usageOperations(tables),
    ...tagOperations(tables),
    ...exportOperations(tables),
    ...testInvokeOperations(tables),
    ...domainNameOperations(tables),
    ...basePathMappingOperations(tables),
    ...accessAssociationOperations(tables),
  };
  return { name: 'apigateway', operations, apis: apiSource(tables) };
}
