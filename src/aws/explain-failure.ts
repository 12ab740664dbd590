import { GatewayError, type FailureDetails, type FailureKind } from '../gateway/errors.js';

/** What the SDK's exceptions have in common; all of it may be missing. */
interface SdkFailure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly statusCode?: number };
}

interface Explanation {
  readonly kind: FailureKind;
  /** Defaults to the message AWS gave. */
  readonly what?: string;
  readonly next?: readonly string[];
}

/**
 * Runs an AWS call and turns whatever it throws into a `GatewayError` that says what was being done.
 *
 * @param doing the call in words, e.g. `reading stack bedrock-llm-gateway`
 */
export async function explained<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw explain(doing, error);
  }
}

/** The AWS request id an SDK exception carries. */
export function requestIdOf(error: unknown): string | undefined {
  return isSdkFailure(error) ? error.$metadata?.requestId : undefined;
}

/** Whether an SDK exception has that name (its error code). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && codes.includes(error.name);
}

function explain(doing: string, error: unknown): unknown {
  if (error instanceof GatewayError || !isSdkFailure(error)) return error;
  const explanation = explanationOf(error);
  const details: FailureDetails = {
    reason: explanation.what ?? firstLine(error.message),
    next: explanation.next,
    requestId: requestIdOf(error),
    cause: error,
  };
  return new GatewayError(explanation.kind, `${capitalised(doing)} failed.`, details);
}

function explanationOf(error: SdkFailure): Explanation {
  return explainedByName(error) ?? explainedByConnection(error) ?? explainedByStatus(error);
}

const signIn = ['aws sts get-caller-identity', 'aws sso login', 'Or name another profile: --profile NAME'];

const byName: readonly (readonly [RegExp, (error: SdkFailure) => Explanation])[] = [
  [
    /^(CredentialsProviderError|TokenProviderError)$/,
    () => ({ kind: 'access', what: 'No AWS credentials were found.', next: signIn }),
  ],
  [
    /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/,
    () => ({ kind: 'access', what: 'Your AWS credentials have expired.', next: signIn }),
  ],
  [
    /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|MissingAuthenticationToken(Exception)?|AuthFailure)$/,
    (error) => ({
      kind: 'access',
      what: `AWS does not accept these credentials: ${firstLine(error.message)}`,
      next: signIn,
    }),
  ],
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedException|NotAuthorized)$/,
    (error) => ({
      kind: 'access',
      what: firstLine(error.message),
      next: ['Ask for the permission it names, or use another profile: --profile NAME'],
    }),
  ],
  [
    /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|RequestThrottled)$/,
    () => ({
      kind: 'limit',
      what: 'AWS is throttling these calls.',
      next: ['Wait a minute, then run the same command again.'],
    }),
  ],
  [
    /^(LimitExceeded|ServiceQuotaExceeded|CodeStorageExceeded)/,
    (error) => ({ kind: 'limit', what: firstLine(error.message) }),
  ],
  [/NotFound/, () => ({ kind: 'not-found' })],
  [
    /Conflict|AlreadyExists|OperationInProgress|InvalidChangeSetStatus|PreconditionFailed/,
    () => ({ kind: 'conflict' }),
  ],
  [
    /Validation|BadRequest|InvalidParameter|InsufficientCapabilities|TemplateFormat/,
    () => ({ kind: 'usage' }),
  ],
];

function explainedByName(error: SdkFailure): Explanation | undefined {
  return byName.find(([pattern]) => pattern.test(error.name))?.[1](error);
}

const tryAgain = ['Check the network, then run the same command again: it goes on where it stopped.'];

function explainedByConnection(error: SdkFailure): Explanation | undefined {
  // The SDK may wrap what the network threw, and then only the message tells.
  const code = error.code ?? /\bE[A-Z]{4,}\b/.exec(error.message)?.[0] ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const next = ['Check the network and the region: --region NAME or AWS_REGION'];
    return {
      kind: 'service',
      what: `The host name of AWS in this region cannot be resolved (${code}).`,
      next,
    };
  }
  if (/^(ECONN|EPIPE|EHOST|ENET|ETIMEDOUT|ERR_SSL|CERT_)/.test(code) || error.name === 'TimeoutError') {
    return { kind: 'service', what: `AWS could not be reached: ${firstLine(error.message)}`, next: tryAgain };
  }
  return undefined;
}

/** What is left: a server error, or an answer that is not what AWS sends (a proxy's page in HTML, say). */
function explainedByStatus(error: SdkFailure): Explanation {
  const status = error.$response?.statusCode ?? error.$metadata?.httpStatusCode;
  if (
    error instanceof SyntaxError ||
    /Deserialization|Unexpected token|not valid JSON|closing tag|XML/i.test(error.message)
  ) {
    const what = `The answer${status ? ` (HTTP ${status})` : ''} is not what AWS sends: something between here and AWS may be answering instead.`;
    return {
      kind: 'service',
      what,
      next: ['Check proxies and AWS_ENDPOINT_URL, then run the same command again.'],
    };
  }
  if (status !== undefined && status >= 400 && status < 500) return { kind: 'usage' };
  const what = `AWS answered ${status ? `HTTP ${status}` : 'with an error'}: ${firstLine(error.message)}`;
  return { kind: 'service', what, next: tryAgain };
}

function isSdkFailure(error: unknown): error is SdkFailure {
  return (
    error instanceof Error &&
    ('$metadata' in error || '$response' in error || 'code' in error || isBare(error))
  );
}

/** SDK exceptions that carry no metadata because no answer came. */
function isBare(error: Error): boolean {
  return /^(CredentialsProviderError|TokenProviderError|TimeoutError)$/.test(error.name);
}

/** SDK messages may go on with hints for programmers or a whole page of HTML. */
function firstLine(message: string): string {
  const line = message.split('\n', 1)[0]?.trim() ?? '';
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
