import type { Patch } from './patch-operations.js';
import { badRequest } from './rejections.js';
import type { StageRecord } from './tables.js';

/** How a bad path under `/accessLogSettings` is refused (LS). */
export const badAccessLogPath =
  'Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]';

/** The stage with its access log's destination or format replaced. */
export function withAccessLogPatch(stage: StageRecord, { path, value = '' }: Patch): StageRecord {
  const settings = { ...stage.accessLogSettings };
  if (path === '/accessLogSettings/destinationArn') settings.destinationArn = requireDestination(value);
  else if (path === '/accessLogSettings/format') settings.format = requireFormat(value);
  else throw badRequest(badAccessLogPath);
  return { ...stage, accessLogSettings: settings };
}

/** A log group or a Firehose stream of API Gateway's; a log group's `:*` is dropped (DG/set-up-logging). */
function requireDestination(arn: string): string {
  const logGroup = /^(arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:[^:]+)(:\*)?$/.exec(arn)?.[1];
  const isFirehose = /^arn:[\w-]+:firehose:[\w-]+:\d{12}:deliverystream\/amazon-apigateway-.+$/.test(arn);
  if (logGroup === undefined && !isFirehose) throw badRequest('Invalid ARN specified in the request');
  return logGroup ?? arn;
}

/** One line of at most 3 KB that identifies its request (DG/set-up-logging, DG/api-gateway-execution-service-limits-table). */
function requireFormat(format: string): string {
  if (/[\r\n]/.test(format.replace(/\n+$/, ''))) {
    throw badRequest(
      'Access Log format must be single line, new line character is allowed only at end of the format. Please use Access Log format: JSON, XML, CLF or CSV',
    );
  }
  if (!/\$context\.(requestId|extendedRequestId)\b/.test(format)) {
    throw badRequest('Access Log format must include $context.requestId or $context.extendedRequestId');
  }
  if (Buffer.byteLength(format) > 3072)
    throw badRequest('Access Log format exceeds the maximum size of 3 KB');
  return format;
}
