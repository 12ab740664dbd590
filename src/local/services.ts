import * as apigateway from '@aws-sdk/client-api-gateway';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as lambda from '@aws-sdk/client-lambda';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as sts from '@aws-sdk/client-sts';
import { createJsonRpc } from './protocol/json-rpc.js';
import { createQuery } from './protocol/query.js';
import { createRestJson } from './protocol/rest-json.js';
import { readServiceSchemas } from './protocol/service-schemas.js';
import type { ServiceProtocol } from './protocol/wire.js';
import type { ServiceName } from './service.js';

/** How each service of the local AWS speaks, from the schemas of AWS's own SDK. */
export function createProtocols(): Readonly<Record<ServiceName, ServiceProtocol>> {
  return {
    apigateway: createRestJson(readServiceSchemas(apigateway)),
    cloudformation: createQuery(
      readServiceSchemas(cloudformation),
      'http://cloudformation.amazonaws.com/doc/2010-05-15/',
      '2010-05-15',
    ),
    lambda: createRestJson(readServiceSchemas(lambda)),
    logs: createJsonRpc(readServiceSchemas(logs)),
    secretsmanager: createJsonRpc(readServiceSchemas(secretsmanager)),
    sts: createQuery(readServiceSchemas(sts), 'https://sts.amazonaws.com/doc/2011-06-15/', '2011-06-15'),
  };
}

/** The services that the local AWS has. */
export const SERVICE_NAMES: readonly ServiceName[] = [
  'apigateway',
  'cloudformation',
  'lambda',
  'logs',
  'secretsmanager',
  'sts',
];

/** Whether a signing name is that of a service the local AWS has. */
export function isServiceName(name: string): name is ServiceName {
  return SERVICE_NAMES.includes(name as ServiceName);
}
