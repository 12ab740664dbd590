import type { CloudFormationOptions } from '../options.js';
import {
  authorizerProvider,
  gatewayResponseProvider,
  modelProvider,
  requestValidatorProvider,
} from './apigateway-api-parts.js';
import {
  accessAssociationProvider,
  basePathMappingProvider,
  domainNameProvider,
  privateBasePathMappingProvider,
  privateDomainNameProvider,
} from './apigateway-domain.js';
import { methodProvider } from './apigateway-method.js';
import { resourceProvider, restApiProvider } from './apigateway-rest-api.js';
import { accountProvider, deploymentProvider, stageProvider } from './apigateway-stage.js';
import { apiKeyProvider, usagePlanKeyProvider, usagePlanProvider } from './apigateway-usage.js';
import { aliasProvider, permissionProvider } from './lambda-access.js';
import { functionProvider, versionProvider } from './lambda-function.js';
import { logGroupProvider } from './logs.js';
import type { ResourceProvider } from './provider.js';
import { secretProvider } from './secrets-manager.js';
import { webAclAssociationProvider, webAclLoggingProvider, webAclProvider } from './wafv2.js';

/** Providers that act on the other services of the local AWS, by resource type. */
export function realProviders(options: CloudFormationOptions): Record<string, ResourceProvider> {
  return {
    'AWS::ApiGateway::Account': accountProvider,
    'AWS::ApiGateway::ApiKey': apiKeyProvider,
    'AWS::ApiGateway::Authorizer': authorizerProvider,
    'AWS::ApiGateway::BasePathMapping': basePathMappingProvider,
    'AWS::ApiGateway::BasePathMappingV2': privateBasePathMappingProvider,
    'AWS::ApiGateway::Deployment': deploymentProvider,
    'AWS::ApiGateway::DomainName': domainNameProvider,
    'AWS::ApiGateway::DomainNameAccessAssociation': accessAssociationProvider,
    'AWS::ApiGateway::DomainNameV2': privateDomainNameProvider,
    'AWS::ApiGateway::GatewayResponse': gatewayResponseProvider,
    'AWS::ApiGateway::Method': methodProvider,
    'AWS::ApiGateway::Model': modelProvider,
    'AWS::ApiGateway::RequestValidator': requestValidatorProvider,
    'AWS::ApiGateway::Resource': resourceProvider,
    'AWS::ApiGateway::RestApi': restApiProvider,
    'AWS::ApiGateway::Stage': stageProvider(options),
    'AWS::ApiGateway::UsagePlan': usagePlanProvider,
    'AWS::ApiGateway::UsagePlanKey': usagePlanKeyProvider,
    'AWS::Lambda::Alias': aliasProvider,
    'AWS::Lambda::Function': functionProvider,
    'AWS::Lambda::Permission': permissionProvider,
    'AWS::Lambda::Version': versionProvider,
    'AWS::Logs::LogGroup': logGroupProvider,
    'AWS::SecretsManager::Secret': secretProvider,
    'AWS::WAFv2::LoggingConfiguration': webAclLoggingProvider,
    'AWS::WAFv2::WebACL': webAclProvider,
    'AWS::WAFv2::WebACLAssociation': webAclAssociationProvider,
  };
}
