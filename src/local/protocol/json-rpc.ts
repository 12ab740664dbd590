import { AwsError } from '../errors.js';
import { EVENT_STREAM_TYPE, eventFrames, initialResponseFrame } from './event-frames.js';
import { JsonShapes } from './json-shapes.js';
import type { OperationSchema, ServiceSchemas } from './service-schemas.js';
import {
  NO_BODY,
  REQUEST_ID_HEADER,
  type ServiceProtocol,
  type WireRequest,
  type WireResponse,
} from './wire.js';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** The server side of `aws.protocols#awsJson1_1`: CloudWatch Logs and Secrets Manager. */
export function createJsonRpc(schemas: ServiceSchemas): ServiceProtocol {
  const json = new JsonShapes(false);
  return {
    parse(request) {
      const operation = readTarget(schemas, request);
      return { operation: operation.name, input: json.read(operation.input, request.body) };
    },
    respond(operation, output, requestId) {
      const schema = schemas.operations.get(operation);
      if (!schema) throw new Error(`No schema for operation ${operation}.`);
      return writeOutput(schema, output, requestId, json);
    },
    fail: writeError,
  };
}

function readTarget(schemas: ServiceSchemas, request: WireRequest): OperationSchema {
  const target = request.headers['x-amz-target'] ?? '';
  const operation = schemas.operations.get(target.slice(target.lastIndexOf('.') + 1));
  if (operation && request.method === 'POST') return operation;
  throw new AwsError(
    'UnknownOperationException',
    `The target '${target}' names no operation of this service.`,
  );
}

function writeOutput(
  schema: OperationSchema,
  output: object,
  requestId: string,
  json: JsonShapes,
): WireResponse {
  const member = schema.output.isStructSchema() ? schema.output.getEventStreamMember() : '';
  const streaming = member !== '';
  return {
    status: 200,
    headers: { 'content-type': streaming ? EVENT_STREAM_TYPE : CONTENT_TYPE, [REQUEST_ID_HEADER]: requestId },
    body: streaming ? streamFrames(schema, member, output, json) : writeBody(schema, output, json),
  };
}

function writeBody(schema: OperationSchema, output: object, json: JsonShapes): Uint8Array {
  return schema.output.isUnitSchema() ? NO_BODY : json.write(schema.output, output);
}

async function* streamFrames(
  schema: OperationSchema,
  member: string,
  output: object,
  json: JsonShapes,
): AsyncGenerator<Uint8Array> {
  yield initialResponseFrame(schema.output, output, json);
  const events = (output as Readonly<Record<string, AsyncIterable<object>>>)[member];
  if (events) yield* eventFrames(schema.output.getMemberSchema(member), events, json);
}

function writeError(error: AwsError, requestId: string): WireResponse {
  return {
    status: error.status,
    headers: { 'content-type': CONTENT_TYPE, [REQUEST_ID_HEADER]: requestId },
    body: new TextEncoder().encode(
      JSON.stringify({ __type: error.code, ...error.members, message: error.message }),
    ),
  };
}
