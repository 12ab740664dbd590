import { AwsError } from '../errors.js';
import { readQueryInput } from './query-input.js';
import type { ServiceSchemas } from './service-schemas.js';
import { findShapeMismatch } from './shape-check.js';
import { REQUEST_ID_HEADER, type ServiceProtocol, type WireRequest, type WireResponse } from './wire.js';
import { writeXmlMembers, xmlElement } from './xml-output.js';

/**
 * The server side of `aws.protocols#awsQuery`: CloudFormation and STS.
 *
 * @param namespace XML namespace of the service's answers
 * @param version API version every request must name
 */
export function createQuery(schemas: ServiceSchemas, namespace: string, version: string): ServiceProtocol {
  return {
    parse: (request) => parseQuery(schemas, version, request),
    respond(operation, output, requestId) {
      const schema = schemas.operations.get(operation)?.output;
      if (!schema) throw new Error(`No schema for operation ${operation}.`);
      const result = schema.isUnitSchema()
        ? ''
        : `<${operation}Result>${writeXmlMembers(schema, output)}</${operation}Result>`;
      const metadata = `<ResponseMetadata>${xmlElement('RequestId', requestId)}</ResponseMetadata>`;
      return xmlResponse(
        200,
        `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`,
        requestId,
      );
    },
    fail(error, requestId) {
      return writeError(schemas, namespace, error, requestId);
    },
  };
}

function parseQuery(
  schemas: ServiceSchemas,
  version: string,
  request: WireRequest,
): { operation: string; input: object } {
  const parameters = new URLSearchParams(
    request.method === 'GET' ? request.query : new TextDecoder().decode(request.body),
  );
  const action = parameters.get('Action');
  if (action === null) throw new AwsError('MissingAction', 'The request must contain the parameter Action.');
  const schema = schemas.operations.get(action);
  if (!schema || parameters.get('Version') !== version) {
    throw new AwsError(
      'InvalidAction',
      `Could not find operation ${action} for version ${parameters.get('Version') ?? 'NO_VERSION_SPECIFIED'}`,
    );
  }
  const input = readQueryInput(schema.input, parameters);
  const mismatch = findShapeMismatch(schema.input, input);
  if (mismatch !== undefined)
    throw new AwsError('MalformedInput', `The value of '${mismatch}' is of the wrong type.`);
  return { operation: action, input };
}

function writeError(
  schemas: ServiceSchemas,
  namespace: string,
  error: AwsError,
  requestId: string,
): WireResponse {
  const { code, status } = wireError(schemas, error);
  const type = xmlElement('Type', status < 500 ? 'Sender' : 'Receiver');
  const inner = `${type}${xmlElement('Code', code)}${xmlElement('Message', error.message)}`;
  const body = `<ErrorResponse xmlns="${namespace}"><Error>${inner}</Error>${xmlElement('RequestId', requestId)}</ErrorResponse>`;
  return xmlResponse(status, body, requestId);
}

// An error's shape may have another code on the wire: ChangeSetNotFoundException is sent as ChangeSetNotFound.
function wireError(schemas: ServiceSchemas, error: AwsError): { code: string; status: number } {
  const traits = schemas.errors.get(error.code)?.getMergedTraits() as
    { awsQueryError?: [string, number] } | undefined;
  const [code, status] = traits?.awsQueryError ?? [error.code, error.status];
  return { code, status };
}

function xmlResponse(status: number, body: string, requestId: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', [REQUEST_ID_HEADER]: requestId },
    body: new TextEncoder().encode(body),
  };
}
