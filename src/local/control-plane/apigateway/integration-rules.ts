import type { Integration } from '@aws-sdk/client-api-gateway';
import { badRequest } from './rejections.js';

/** In the order of AWS's message (LS). */
export const integrationTypes = ['HTTP', 'MOCK', 'AWS_PROXY', 'HTTP_PROXY', 'AWS'];

const passthroughBehaviors = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'];

/** Throws unless the integration is one API Gateway would take, taken as a whole. */
export function requireIntegration(integration: Integration): void {
  if (integration.type !== 'MOCK' && !integration.httpMethod) {
    throw badRequest('Enumeration value for HttpMethod must be non-empty');
  }
  if (!passthroughBehaviors.includes(integration.passthroughBehavior ?? '')) {
    throw badRequest(
      `Invalid passthrough behavior specified. Valid options are ${passthroughBehaviors.join(',')}`,
    );
  }
  requireUri(integration);
  requireTransfer(integration);
}

function requireUri({ type, uri = '', credentials }: Integration): void {
  if (type === 'HTTP' || type === 'HTTP_PROXY') {
    if (!/^(https?:\/\/|\$\{stageVariables\.)/.test(uri))
      throw badRequest('Invalid HTTP endpoint specified for URI');
  } else if (type !== 'MOCK') {
    requireAwsUri(uri, type === 'AWS_PROXY', credentials);
  }
}

/** `arn:{partition}:apigateway:{region}:{service}:path|action/…` (BC PutIntegration). */
function requireAwsUri(uri: string, isProxy: boolean, credentials: string | undefined): void {
  const [arn, , gateway, region, service = '', ...rest] = uri.split(':');
  if (arn !== 'arn' || gateway !== 'apigateway' || !region || !service) {
    throw badRequest('Invalid ARN specified in the request');
  }
  if (!/^(path|action)\//.test(rest.join(':'))) {
    throw badRequest('AWS ARN for integration must contain path or action');
  }
  const isLambda = service === 'lambda';
  if (isProxy && !isLambda && service !== 'firehose') {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
  if (!isLambda && !credentials) throw badRequest('Role ARN must be specified for AWS integrations');
  if (credentials !== undefined && !credentials.startsWith('arn:')) {
    throw badRequest('Invalid ARN specified in the request');
  }
}

/** Streaming is for proxies, and lets a call last 15 minutes (DG/response-transfer-mode, GH hashicorp/terraform-provider-aws#45482). */
function requireTransfer({ type, responseTransferMode, timeoutInMillis = 29_000 }: Integration): void {
  const streams = responseTransferMode === 'STREAM';
  if (streams && type !== 'AWS_PROXY' && type !== 'HTTP_PROXY') {
    throw badRequest(
      'Response transfer mode STREAM is only supported for AWS_PROXY and HTTP_PROXY integrations',
    );
  }
  const longest = streams ? 900_000 : 29_000;
  if (!Number.isInteger(timeoutInMillis) || timeoutInMillis < 50 || timeoutInMillis > longest) {
    throw badRequest(`Timeout should be between 50 ms and ${String(longest)} ms`);
  }
}
