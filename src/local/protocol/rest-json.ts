import { AwsError } from '../errors.js';
import { HttpRoutes, type RouteMatch } from './http-routes.js';
import { JsonShapes } from './json-shapes.js';
import { readRestInput } from './rest-json-request.js';
import { writeRestOutput } from './rest-json-response.js';
import type { ServiceSchemas } from './service-schemas.js';
import { REQUEST_ID_HEADER, type ServiceProtocol, type WireRequest, type WireResponse } from './wire.js';

/** The server side of `aws.protocols#restJson1`: API Gateway and Lambda. */
export function createRestJson(schemas: ServiceSchemas): ServiceProtocol {
  const routes = new HttpRoutes(schemas.operations.values());
  const json = new JsonShapes(true);
  return {
    parse(request) {
      const { operation, ...match } = route(routes, request);
      return {
        operation: operation.name,
        input: readRestInput(operation.input, request, match, json),
      };
    },
    respond(operation, output, requestId) {
      const schema = schemas.operations.get(operation);
      if (!schema) throw new Error(`No schema for operation ${operation}.`);
      return withRequestId(
        writeRestOutput(schema.output, output, schema.traits.http?.[2] ?? 200, json),
        requestId,
      );
    },
    fail(error, requestId) {
      return withRequestId(writeRestError(schemas, error, json), requestId);
    },
  };
}

function route(routes: HttpRoutes, request: WireRequest): RouteMatch {
  try {
    const match = routes.match(request.method, request.path, new URLSearchParams(request.query));
    if (match) return match;
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new AwsError('BadRequestException', `The path ${request.path} is not validly percent-encoded.`);
  }
  throw new AwsError(
    'UnknownOperationException',
    `No operation answers ${request.method} ${request.path}.`,
    404,
  );
}

function writeRestError(schemas: ServiceSchemas, error: AwsError, json: JsonShapes): WireResponse {
  const members = { ...error.members, message: error.message };
  const schema = schemas.errors.get(error.code);
  const bound = schema ? writeRestOutput(schema, members, error.status, json).headers : {};
  const inBody = Object.entries(members).filter(([name]) => !(headerOf(schema, name) in bound));
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', ...bound, 'x-amzn-errortype': error.code },
    body: new TextEncoder().encode(JSON.stringify(Object.fromEntries(inBody))),
  };
}

function headerOf(schema: ReturnType<ServiceSchemas['errors']['get']>, member: string): string {
  return schema?.getMemberSchemas()[member]?.getMergedTraits().httpHeader?.toLowerCase() ?? '';
}

function withRequestId(response: WireResponse, requestId: string): WireResponse {
  return { ...response, headers: { ...response.headers, [REQUEST_ID_HEADER]: requestId } };
}
