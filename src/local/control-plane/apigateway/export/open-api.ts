import type { Method, RestApi } from '@aws-sdk/client-api-gateway';
import type { LocalRegion } from '../../../region.js';
import type { ApiSnapshot, LiveStage } from '../api-source.js';
import { integrationExtension } from './integration-extension.js';
import { methodParameters, requestBody, responses } from './operation-parts.js';
import { security, securitySchemes } from './security.js';

/** Which of API Gateway's extensions a document carries. */
export interface Extensions {
  readonly integrations: boolean;
  readonly authorizers: boolean;
  /** Policy, gateway responses, media types, key source. */
  readonly gateway: boolean;
}

export interface OpenApiDocument {
  readonly openapi: '3.0.1';
  readonly info: { readonly title: string; readonly description?: string; readonly version: string };
  readonly servers: readonly object[];
  readonly paths: Record<string, Record<string, object>>;
  readonly components: object;
}

/** The live API of a stage as AWS exports it (LS). */
export function openApiDocument(
  region: LocalRegion,
  live: LiveStage,
  extensions: Extensions,
): OpenApiDocument {
  const { snapshot, stage } = live;
  const { restApi } = snapshot;
  const url = `https://${restApi.id ?? ''}.execute-api.${region.name}.amazonaws.com/{basePath}`;
  return {
    openapi: '3.0.1',
    info: infoOf(restApi),
    servers: [{ url, variables: { basePath: { default: stage.stageName } } }],
    paths: pathsOf(snapshot, extensions),
    components: componentsOf(snapshot, extensions),
    ...(extensions.gateway && gatewayExtensions(snapshot)),
  };
}

/** An API without a version of its own is known by when it was made. */
function infoOf({ name = '', description, version, createdDate }: RestApi): OpenApiDocument['info'] {
  const made = createdDate?.toISOString().replace('.000Z', 'Z') ?? '';
  return { title: name, ...(description !== undefined && { description }), version: version ?? made };
}

function pathsOf(snapshot: ApiSnapshot, extensions: Extensions): OpenApiDocument['paths'] {
  const paths: OpenApiDocument['paths'] = {};
  for (const { path = '', resourceMethods } of snapshot.resources) {
    const methods = Object.entries(resourceMethods ?? {});
    if (methods.length === 0) continue;
    paths[path] = Object.fromEntries(
      methods.map(([verb, method]) => [operationKey(verb), operationOf(snapshot, path, method, extensions)]),
    );
  }
  return paths;
}

function operationKey(verb: string): string {
  return verb === 'ANY' ? 'x-amazon-apigateway-any-method' : verb.toLowerCase();
}

function operationOf(snapshot: ApiSnapshot, path: string, method: Method, extensions: Extensions): object {
  const parameters = methodParameters(path, method);
  const body = requestBody(method);
  const required = security(snapshot, method);
  const integration = method.methodIntegration;
  return {
    ...(method.operationName !== undefined && { operationId: method.operationName }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: responses(method),
    ...(required.length > 0 && { security: required }),
    ...(extensions.integrations &&
      integration && { 'x-amazon-apigateway-integration': integrationExtension(integration) }),
  };
}

function componentsOf(snapshot: ApiSnapshot, extensions: Extensions): object {
  const used = new Set(
    snapshot.resources.flatMap(({ resourceMethods }) =>
      Object.values(resourceMethods ?? {}).flatMap(modelsOf),
    ),
  );
  const schemas = snapshot.models
    .filter(({ name }) => used.has(name ?? ''))
    .map(({ name, schema }) => [name, JSON.parse(schema ?? '{}') as object] as const);
  const schemes = securitySchemes(snapshot, extensions.authorizers);
  return {
    ...(schemas.length > 0 && { schemas: Object.fromEntries(schemas) }),
    ...(Object.keys(schemes).length > 0 && { securitySchemes: schemes }),
  };
}

function modelsOf({ requestModels, methodResponses }: Method): string[] {
  const answered = Object.values(methodResponses ?? {}).flatMap(({ responseModels }) =>
    Object.values(responseModels ?? {}),
  );
  return [...Object.values(requestModels ?? {}), ...answered];
}

function gatewayExtensions({ restApi, gatewayResponses }: ApiSnapshot): object {
  const own = gatewayResponses
    .filter(({ defaultResponse }) => !defaultResponse)
    .map(({ responseType, statusCode, responseParameters, responseTemplates }) => {
      return [responseType, { statusCode, responseParameters, responseTemplates }] as const;
    });
  return {
    ...(own.length > 0 && { 'x-amazon-apigateway-gateway-responses': Object.fromEntries(own) }),
    ...(restApi.policy && { 'x-amazon-apigateway-policy': JSON.parse(restApi.policy) as object }),
    ...(restApi.binaryMediaTypes && { 'x-amazon-apigateway-binary-media-types': restApi.binaryMediaTypes }),
    ...(restApi.apiKeySource === 'AUTHORIZER' && { 'x-amazon-apigateway-api-key-source': 'AUTHORIZER' }),
  };
}
