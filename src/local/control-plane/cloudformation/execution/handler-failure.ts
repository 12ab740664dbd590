import { randomUUID } from 'node:crypto';
import { AwsError } from '../../../errors.js';

/** A failure ordered for a test or demonstration. */
export class InjectedFailureError extends Error {}

const services: Readonly<Record<string, string>> = {
  ApiGateway: 'ApiGateway',
  Lambda: 'Lambda',
  Logs: 'CloudWatchLogs',
  SecretsManager: 'SecretsManager',
};

/** The reason of a failed resource, in the form that CloudFormation's resource handlers give it. */
export function failureReason(type: string, error: unknown): string {
  if (error instanceof AwsError && error.code !== 'ValidationError') return fromService(type, error);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof InjectedFailureError) return handlerMessage(message, 'GeneralServiceException');
  return message;
}

function fromService(type: string, error: AwsError): string {
  const service = services[type.split('::')[1] ?? ''] ?? type;
  const detail = `(Service: ${service}, Status Code: ${String(error.status)}, Request ID: ${randomUUID()}) (SDK Attempt Count: 1)`;
  return handlerMessage(`${error.message} ${detail}`, handlerErrorCode(error));
}

function handlerMessage(message: string, code: string): string {
  return `Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`;
}

function handlerErrorCode({ code, status }: AwsError): string {
  if (/NotFound/.test(code)) return 'NotFound';
  if (/AlreadyExists|ResourceExists/.test(code)) return 'AlreadyExists';
  if (/Conflict/.test(code)) return 'ResourceConflict';
  if (/AccessDenied|Unauthorized/.test(code)) return 'AccessDenied';
  if (/Throttling|TooManyRequests/.test(code)) return 'Throttling';
  if (/LimitExceeded/.test(code)) return 'ServiceLimitExceeded';
  return status >= 500 ? 'ServiceInternalError' : 'InvalidRequest';
}

/** Whether a deletion found nothing to delete, which counts as done. */
export function isGone(error: unknown): boolean {
  return error instanceof AwsError && (/NotFound/.test(error.code) || error.status === 404);
}
