/** Logs of a gateway that can be queried. */
export const querySources = ['access', 'forwarder', 'authorizer', 'execution'] as const;
export type QuerySource = (typeof querySources)[number];

/** A ready question for Logs Insights. */
export interface Question {
  readonly name: string;
  readonly answers: string;
  readonly source: QuerySource;
  /** In the query language of Logs Insights (CWL/CWL_QuerySyntax). */
  readonly text: string;
}

/**
 * What operators ask. Of the forwarder's group only the lines of requests count, which have a `lambdaRequestId`; of the access group
 * every line is one. Values in access lines are strings: Logs Insights compares and sums those that look like numbers as numbers.
 */
export const questions: readonly Question[] = [
  {
    name: 'slowest',
    answers: 'Which requests took longest?',
    source: 'forwarder',
    text: `fields @timestamp, durationMs, timeToFirstByteMs, modelId, tenant, status, outputTokens, requestId
| filter ispresent(durationMs)
| sort durationMs desc
| limit 20`,
  },
  {
    name: 'latency',
    answers: 'How long do models take, and until the first byte?',
    source: 'forwarder',
    text: `filter ispresent(modelId)
| stats count(*) as requests, pct(durationMs, 50) as p50, pct(durationMs, 95) as p95, pct(durationMs, 99) as p99, pct(timeToFirstByteMs, 95) as firstByteP95 by modelId
| sort requests desc`,
  },
  {
    name: 'traffic',
    answers: 'How many requests came by the minute, and how long did they take?',
    source: 'access',
    text: `filter ispresent(status)
| stats count(*) as requests, pct(responseLatency, 50) as p50, pct(responseLatency, 95) as p95 by bin(1m) as minute
| sort minute desc`,
  },
  {
    name: 'errors',
    answers: 'When did requests fail, and with which status?',
    source: 'access',
    text: `filter status >= 400
| stats count(*) as errors by bin(1m) as minute, status
| sort minute desc`,
  },
  {
    name: 'errors-by-tenant',
    answers: 'Whose requests fail, and with which status?',
    source: 'access',
    text: `filter status >= 400
| stats count(*) as errors by tenant, apiKeyId, status
| sort errors desc`,
  },
  {
    name: 'errors-by-type',
    answers: 'Why does API Gateway refuse requests itself?',
    source: 'access',
    text: `filter status >= 400 and responseType != "-"
| stats count(*) as errors by responseType, status
| sort errors desc`,
  },
  {
    name: 'bedrock-errors',
    answers: 'Which errors does Bedrock give, for which models?',
    source: 'forwarder',
    text: `filter ispresent(errorType) and ispresent(upstreamRequestId)
| stats count(*) as errors by errorType, modelId
| sort errors desc`,
  },
  {
    name: 'refused-by-forwarder',
    answers: 'Which requests does the forwarder not let through?',
    source: 'forwarder',
    text: `filter ispresent(errorType) and not ispresent(upstreamRequestId)
| stats count(*) as refused by errorType, tenant, modelId
| sort refused desc`,
  },
  {
    name: 'tokens-by-model',
    answers: 'How many tokens does each model use?',
    source: 'forwarder',
    text: `filter ispresent(modelId) and operation != "CountTokens"
| stats count(*) as requests, sum(inputTokens) as tokensIn, sum(outputTokens) as tokensOut by modelId
| sort tokensOut desc`,
  },
  {
    name: 'tokens-by-tenant',
    answers: 'How many tokens does each tenant use?',
    source: 'forwarder',
    text: `filter ispresent(modelId) and operation != "CountTokens"
| stats count(*) as requests, sum(inputTokens) as tokensIn, sum(outputTokens) as tokensOut by tenant, modelId
| sort tokensOut desc`,
  },
  {
    name: 'throttled-tenants',
    answers: 'Who runs into rate limits and quotas?',
    source: 'access',
    text: `filter responseType = "THROTTLED" or responseType = "QUOTA_EXCEEDED"
| stats count(*) as refused by tenant, apiKeyId, responseType
| sort refused desc`,
  },
  {
    name: 'refused-tokens',
    answers: 'Why does the authorizer refuse callers?',
    source: 'authorizer',
    text: `filter ispresent(reason)
| stats count(*) as refused by reason, tenant, issuer
| sort refused desc`,
  },
  {
    name: 'guardrail',
    answers: 'Where did a guardrail step in?',
    source: 'forwarder',
    text: `fields @timestamp, tenant, modelId, operation, requestId
| filter guardrailAction = "GUARDRAIL_INTERVENED"
| sort @timestamp desc
| limit 50`,
  },
  {
    name: 'canary',
    answers: 'How does the canary do against the base?',
    source: 'access',
    text: `filter isCanaryRequest = "true" or isCanaryRequest = "false"
| stats count(*) as requests, pct(responseLatency, 50) as p50, pct(responseLatency, 95) as p95 by isCanaryRequest, deploymentId, status
| sort requests desc`,
  },
];
