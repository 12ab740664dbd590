import { AwsError } from '../errors.js';

/** Status and message of each error that Bedrock's operations declare (BC bedrock-runtime), and of those any AWS service gives. */
const ERRORS = {
  AccessDeniedException: [403, "You don't have access to the model with the specified model ID."],
  ConflictException: [400, 'The request conflicts with the current state of the resource.'],
  ExpiredTokenException: [403, 'The security token included in the request is expired'],
  InternalServerException: [
    500,
    'The system encountered an unexpected error during processing. Try your request again.',
  ],
  ModelErrorException: [
    424,
    'The system encountered an unexpected error during processing. Try your request again.',
  ],
  ModelNotReadyException: [429, 'The model is not ready for inference. Wait and try your request again.'],
  ModelStreamErrorException: [
    424,
    'The system encountered an unexpected error during processing. Try your request again.',
  ],
  ModelTimeoutException: [408, 'Model has timed out in processing the request. Try your request again.'],
  ResourceNotFoundException: [
    404,
    'Could not resolve the foundation model from the provided model identifier.',
  ],
  ServiceQuotaExceededException: [400, 'Your request exceeds the service quota for your account.'],
  ServiceUnavailableException: [503, 'Bedrock is unable to process your request.'],
  ThrottlingException: [429, 'Too many requests, please wait before trying again.'],
  UnrecognizedClientException: [403, 'The security token included in the request is invalid.'],
  ValidationException: [400, 'The provided request is not valid.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type BedrockErrorCode = keyof typeof ERRORS;

/** Further members that some errors carry (BC). */
const MEMBERS: Partial<Record<BedrockErrorCode, Readonly<Record<string, unknown>>>> = {
  ModelErrorException: { originalStatusCode: 500, resourceName: 'local-model' },
  ModelStreamErrorException: {
    originalStatusCode: 500,
    originalMessage: 'The local model was asked to fail.',
  },
};

/** Whether Bedrock has an error of this name. */
export function isBedrockError(code: string): code is BedrockErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** An error as Bedrock answers it. */
export function bedrockError(code: BedrockErrorCode, message: string = ERRORS[code][1]): AwsError {
  return new AwsError(code, message, ERRORS[code][0], MEMBERS[code]);
}

/** What is wrong with a request, in Bedrock's words. */
export function invalid(message: string): AwsError {
  return bedrockError('ValidationException', message);
}
