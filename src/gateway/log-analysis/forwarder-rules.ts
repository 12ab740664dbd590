import { crashOf, responseType, statusOf, type RequestEvidence } from './evidence.js';
import type { FailureRule } from './failure-rule.js';

/** The forwarder answered by itself: no request id of Bedrock, an error type of its own (docs/forwarder.md). */
const refused = (errorType: string) => (evidence: RequestEvidence) =>
  evidence.forwarder?.errorType === errorType && evidence.forwarder.upstreamRequestId === undefined;

const lambdaTimeout = 'Task timed out';

/** What the forwarder and Bedrock behind it say. */
export const afterForwarder: readonly FailureRule[] = [
  {
    // Before the client: when API Gateway stops waiting, to the forwarder it is the client that left.
    place: 'time-out',
    what: 'It ran out of time.',
    applies: (evidence) =>
      evidence.forwarder?.errorType === 'GatewayTimeoutException' ||
      responseType(evidence) === 'INTEGRATION_TIMEOUT' ||
      (crashOf(evidence)?.startsWith(lambdaTimeout) ?? false),
    why: (evidence) => timedOutBy(evidence),
    next: () => ['Ask for less (max tokens), or stream the answer.', 'aigw logs query slowest'],
  },
  {
    place: 'client',
    what: 'The client went away before it had its whole answer.',
    applies: ({ forwarder, access }) =>
      forwarder?.errorType === 'ClientGone' || (forwarder === undefined && access?.status === 499),
    why: ({ forwarder }) =>
      `It closed the connection after ${String(forwarder?.durationMs ?? 0)} ms, ${String(forwarder?.bytesOut ?? 0)} bytes of the answer in; the call to Bedrock was dropped.`,
    next: () => ["Look at the client's own time limit, and at load balancers and proxies on the way."],
  },
  {
    place: 'bedrock',
    what: 'Bedrock broke off in the middle of its answer.',
    applies: ({ forwarder }) => forwarder?.errorType === 'BrokenAnswer',
    why: ({ forwarder }) =>
      `The connection ended after ${String(forwarder?.bytesOut ?? 0)} bytes; the client saw a broken answer.`,
    next: () => ['Try again; if it repeats, the AWS Health Dashboard.'],
  },
  {
    place: 'forwarder',
    what: 'The forwarder refused it: not allowed here.',
    applies: refused('AccessDeniedException'),
    why: ({ forwarder }) => notAllowed(forwarder?.service, forwarder?.modelId),
    next: () => [
      'aigw deploy --plan shows the parameters; AllowedModels and AllowedServices list what is allowed.',
    ],
  },
  {
    place: 'forwarder',
    what: 'The forwarder refused it: not a request it can pass on.',
    applies: refused('ValidationException'),
    why: () =>
      'The path, a header, the service or the body is not what Bedrock would understand; the client was told what.',
    next: () => ['docs/forwarder.md lists what a client may send.'],
  },
  {
    place: 'network',
    what: 'The forwarder could not reach Bedrock.',
    applies: refused('ServiceUnavailableException'),
    why: ({ forwarder }) =>
      `No connection to ${forwarder?.service ?? 'the service'} came about, or it broke before the answer began.`,
    next: () => ['In a VPC: the endpoint of the service, its security group, and its DNS name.'],
  },
  {
    place: 'forwarder',
    what: 'The forwarder failed: a fault of its own.',
    applies: refused('InternalServerException'),
    why: () => 'An error that it does not know stopped it.',
    next: () => ['aigw deployment rollback', 'Report it with the lines below.'],
  },
  {
    place: 'bedrock',
    what: 'Bedrock answered with an error.',
    applies: ({ forwarder }) =>
      forwarder?.upstreamRequestId !== undefined && forwarder.errorType !== undefined,
    why: ({ forwarder }) => bedrockSaid(forwarder?.errorType ?? '', forwarder?.status),
    next: ({ forwarder }) => bedrockSteps(forwarder?.errorType ?? ''),
  },
  {
    place: 'bedrock',
    what: 'Bedrock answered with an error.',
    applies: (evidence) =>
      evidence.forwarder?.upstreamRequestId !== undefined && (statusOf(evidence) ?? 0) >= 400,
    why: (evidence) => `It answered ${String(statusOf(evidence))} and named no type of error.`,
    next: () => ["Ask AWS Support with Bedrock's request id."],
  },
];

function timedOutBy(evidence: RequestEvidence): string {
  const crash = crashOf(evidence);
  if (crash?.startsWith(lambdaTimeout)) return `Lambda stopped the forwarder: ${crash}.`;
  const { forwarder, access } = evidence;
  if (forwarder?.errorType === 'GatewayTimeoutException')
    return `Bedrock had not answered after ${String(forwarder.durationMs ?? 0)} ms, when the time of the function was up.`;
  return `API Gateway stopped waiting for the forwarder after ${String(access?.latency ?? 0)} ms.`;
}

function notAllowed(service: string | undefined, modelId: string | undefined): string {
  if (modelId !== undefined) return `Model ${modelId} is not among the allowed models.`;
  return service === undefined
    ? 'The service it asked for is not among the allowed services.'
    : `A model named in its body is not among the allowed models (service ${service}).`;
}

/** An exception inside a stream comes after the status, and begins with a small letter (BC). */
function bedrockSaid(errorType: string, status: number | undefined): string {
  return /^[a-z]/.test(errorType) || (status !== undefined && status < 400)
    ? `${errorType}, inside a stream that had begun with status ${String(status ?? 200)}.`
    : `${errorType}, status ${String(status ?? 'not logged')}.`;
}

/** What helps against Bedrock's errors (BR/troubleshooting-api-error-codes), by the beginning of their names. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /^throttling/i,
    "The account's quota for this model is reached: ask for more in Service Quotas, or use a cross-region inference profile.",
  ],
  [
    /^(modelNotReady|serviceUnavailable|internalServer|modelError|modelStreamError)/i,
    'Try again; the fault is on the side of the service.',
  ],
  [/^modelTimeout/i, 'The model took too long: ask for less, or stream the answer.'],
  [/^accessDenied/i, 'Model access in the Bedrock console, and the policy of the role of the forwarder.'],
  [
    /^resourceNotFound/i,
    'The model, profile or guardrail does not exist in this region, or has reached its end of life.',
  ],
  [
    /^validation/i,
    'The request is not one that this model takes; the client was told what is wrong with it.',
  ],
  [/^serviceQuotaExceeded/i, 'Service Quotas: ask for more.'],
];

function bedrockSteps(errorType: string): string[] {
  return remedies.filter(([pattern]) => pattern.test(errorType)).map(([, remedy]) => remedy);
}
