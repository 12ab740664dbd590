import { isTenantId } from '../tenant/tenant-id.js';
import {
  authorizerAnswered,
  authorizerRefusal,
  callerOf,
  responseType,
  type RequestEvidence,
} from './evidence.js';
import type { FailureRule } from './failure-rule.js';

const type =
  (...names: readonly string[]) =>
  (evidence: RequestEvidence) =>
    names.includes(responseType(evidence) ?? '');

/** What API Gateway refuses by itself, before the forwarder is called (DG/supported-gateway-response-types). */
export const beforeFunction: readonly FailureRule[] = [
  {
    place: 'waf',
    what: 'The web application firewall blocked it.',
    // WAF_ALLOW or WAF_BLOCK (DG/api-gateway-variables-for-access-logging).
    applies: (evidence) =>
      evidence.access?.fields['wafResponseCode'] === 'WAF_BLOCK' || type('WAF_FILTERED')(evidence),
    why: () => 'A rule of the web ACL matched; nothing behind it saw the request.',
    next: ({ stackName }) => [
      `Find the rule in the log group aws-waf-logs-aigw-${stackName}, by time and source address.`,
    ],
  },
  {
    place: 'size',
    what: 'It was too large.',
    applies: (evidence) => type('REQUEST_TOO_LARGE')(evidence) || evidence.access?.status === 413,
    why: () => 'API Gateway takes 10 MB, and Lambda 6 MB with everything around the body.',
    next: () => ['Send less: documents and images by reference, or fewer turns.'],
  },
  {
    place: 'route',
    what: 'There is no such path or method on this gateway.',
    applies: type('MISSING_AUTHENTICATION_TOKEN', 'RESOURCE_NOT_FOUND'),
    why: ({ access }) =>
      `API Gateway answers an unknown path as "Missing Authentication Token"; the path was ${access?.path ?? 'not logged'}.`,
    next: () => ['aigw client env', 'The base URL of clients ends in the stage, such as /v1.'],
  },
  {
    place: 'no-token',
    what: 'It brought no token.',
    applies: (evidence) =>
      type('UNAUTHORIZED')(evidence) &&
      (!authorizerAnswered(evidence) || authorizerRefusal(evidence)?.reason === 'no-token'),
    why: () => 'The gateway asks for one header "Authorization: Bearer …", and there was none.',
    next: () => ['Set AWS_BEARER_TOKEN_BEDROCK for the client: aigw client env'],
  },
  {
    place: 'unreleased',
    what: 'The authorizer has no release yet and denies everything.',
    applies: (evidence) =>
      type('ACCESS_DENIED')(evidence) && evidence.access?.fields['principalId'] === 'nobody',
    why: () => 'The bootstrap code of the stack answered: its release never became live.',
    next: () => ['aigw deploy'],
  },
  {
    place: 'bad-token',
    what: 'The authorizer refused its token.',
    applies: (evidence) =>
      type('UNAUTHORIZED')(evidence) || (type('ACCESS_DENIED')(evidence) && authorizerAnswered(evidence)),
    why: (evidence) => {
      const { reason, detail } = authorizerRefusal(evidence) ?? {};
      if (reason === undefined) return 'Its log has no line about this request.';
      return `It gave the reason "${reason}"${detail === undefined ? '' : `: ${detail}`}.`;
    },
    next: (evidence) => [...tokenRemedy(authorizerRefusal(evidence)?.reason), 'aigw authorizer status'],
  },
  {
    place: 'resource-policy',
    what: 'The resource policy of the API refused it.',
    applies: type('ACCESS_DENIED'),
    why: ({ access }) => `It came from ${sourceOf(access?.fields ?? {})}, and the authorizer was not asked.`,
    next: () => [
      'A private gateway answers only through its VPC endpoint: aigw status shows the endpoint type.',
    ],
  },
  {
    place: 'authorizer',
    what: 'The authorizer itself failed.',
    applies: type('AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR'),
    why: ({ access }) =>
      access?.fields['authorizerError'] ?? 'Its function threw, took too long or answered nonsense.',
    next: () => ['aigw logs tail --source authorizer --since 15m', 'aigw authorizer status'],
  },
  {
    place: 'api-key',
    what: 'It came without an API key that counts here.',
    applies: type('INVALID_API_KEY'),
    why: (evidence) => {
      const caller = callerOf(evidence);
      return caller === undefined
        ? 'The header x-api-key is missing, or its key is unknown, disabled or in no usage plan of this stage.'
        : `The token is good, but tenant ${caller} has no enabled API key in a usage plan of this stage.`;
    },
    next: (evidence) => tenantSteps(evidence, 'show'),
  },
  {
    place: 'quota',
    what: 'The quota of its usage plan is used up.',
    applies: type('QUOTA_EXCEEDED'),
    why: (evidence) => `${callerText(evidence)} has no requests left in the running period.`,
    next: (evidence) => tenantSteps(evidence, 'usage', 'set'),
  },
  {
    place: 'throttle',
    what: 'It came too fast.',
    applies: type('THROTTLED'),
    why: (evidence) => throttledBy(evidence),
    next: (evidence) => [...tenantSteps(evidence, 'show', 'set'), 'aigw stage show'],
  },
];

/** The plan is checked before the stage (DG/api-gateway-request-throttling), and only the execution log at INFO tells them apart. */
function throttledBy(evidence: RequestEvidence): string {
  if (evidence.execution.some((line) => line.startsWith('Usage Plan check succeeded')))
    return 'Its usage plan let it pass: the limit of the stage or of the account stopped it.';
  return evidence.access?.apiKeyId === undefined
    ? 'The limit of the stage or of the account stopped it.'
    : `${callerText(evidence)} was over the rate or burst of its usage plan, or everybody together over that of the stage.`;
}

/** A name that could not be a tenant's is not put into a command that somebody may copy. */
function tenantSteps(evidence: RequestEvidence, ...verbs: readonly string[]): string[] {
  const { tenant } = evidence.access ?? {};
  const named = tenant !== undefined && isTenantId(tenant);
  return named ? verbs.map((verb) => `aigw tenant ${verb} ${tenant}`) : ['aigw tenant list'];
}

function callerText(evidence: RequestEvidence): string {
  const { tenant, apiKeyId } = evidence.access ?? {};
  return tenant === undefined ? `API key ${apiKeyId ?? '(not logged)'}` : `Tenant ${tenant}`;
}

function sourceOf(fields: Readonly<Record<string, string>>): string {
  const { sourceIp = 'an unknown address', vpceId } = fields;
  return vpceId === undefined ? sourceIp : `${sourceIp} through ${vpceId}`;
}

/** What helps against the reasons of the authorizer (docs/authorizer.md). */
const tokenRemedies: readonly (readonly [RegExp, string])[] = [
  [/^expired$/, 'The client has to fetch a new token.'],
  [/^(not-yet-valid|issued-in-future|time-claim)$/, "Compare the clocks of the client's issuer and AWS."],
  [
    /^(issuer|audience|algorithm|required-claim|tenant-claim)$/,
    'Compare the token with what the gateway accepts: the parameters Authorizer… of the stack.',
  ],
  [
    /^(key-unknown|key-unsuitable|signature)$/,
    'The token was not signed by a key that the issuer publishes now.',
  ],
  [
    /^(checksum|not-accepted|malformed)$/,
    'Neither a JWT nor a tenant key that is accepted here: aigw authorizer test tells which.',
  ],
];

function tokenRemedy(reason = ''): string[] {
  return tokenRemedies.filter(([pattern]) => pattern.test(reason)).map(([, remedy]) => remedy);
}
