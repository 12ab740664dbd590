import type { LogFilter, RateRule, WebAcl, WebAclLogging } from '../control-plane/wafv2/web-acls.js';
import type { Exchange } from './exchange.js';
import { integrationHeaders } from './proxy-event.js';
import type { WebAclVerdict } from './web-acl-verdict.js';

const REDACTED = 'REDACTED';

/** Writes a request's line into the log groups of its web ACL, unless the filter drops it. A group that does not exist takes nothing. */
export function writeFirewallLog(
  exchange: Exchange,
  webAcl: WebAcl,
  verdict: WebAclVerdict,
  logging: WebAclLogging | undefined,
): void {
  if (!logging || !isKept(logging, verdict)) return;
  const { clock, logSink, name: region } = exchange.region;
  const timestamp = clock.now();
  const message = JSON.stringify({ timestamp, ...logRecord(exchange, webAcl, verdict, logging) });
  for (const group of logging.logGroups.filter((each) => logSink.hasGroup(each))) {
    // The name that AWS gives the first stream of a web ACL (WAF/logging-cw-logs).
    logSink.write(group, `${region}_${webAcl.name}_0`, [{ timestamp, message }]);
  }
}

/** The first filter that fits decides; that it is the first is our reading (docs/local-data-plane.md). */
function isKept({ filters, defaultBehavior }: WebAclLogging, { action, counted }: WebAclVerdict): boolean {
  const actions = new Set<string | null>(counted.length > 0 ? [action, 'COUNT'] : [action]);
  const fits = ({ requirement, actions: wanted }: LogFilter) =>
    requirement === 'MEETS_ALL'
      ? wanted.every((each) => actions.has(each))
      : wanted.some((each) => actions.has(each));
  return (filters.find(fits)?.behavior ?? defaultBehavior) === 'KEEP';
}

/** The fields of a line beside its time (WAF/logging-fields); what no rule here can bring is as in the examples of WAF/logging-examples. */
function logRecord(
  exchange: Exchange,
  webAcl: WebAcl,
  { action, rule, counted }: WebAclVerdict,
  logging: WebAclLogging,
): object {
  const { region, apiId, stageName, request } = exchange;
  return {
    formatVersion: 1,
    webaclId: webAcl.arn,
    terminatingRuleId: rule?.name ?? 'Default_Action',
    terminatingRuleType: rule ? 'RATE_BASED' : 'REGULAR',
    action,
    terminatingRuleMatchDetails: [],
    httpSourceName: 'APIGW',
    httpSourceId: `${region.accountId}:${apiId}:${stageName}`,
    ruleGroupList: [],
    rateBasedRuleList: [...counted, ...(rule ? [rule] : [])].map((each) =>
      rateRecord(each, request.sourceIp),
    ),
    nonTerminatingMatchingRules: counted.map(({ name }) => ({
      ruleId: name,
      action: 'COUNT',
      ruleMatchDetails: [],
    })),
    requestHeadersInserted: null,
    responseCodeSent: null,
    httpRequest: requestRecord(exchange, logging),
  };
}

function rateRecord({ name, limit, windowSeconds }: RateRule, address: string): object {
  return {
    rateBasedRuleId: name,
    rateBasedRuleName: name,
    limitKey: 'IP',
    maxRateAllowed: limit,
    evaluationWindowSec: String(windowSeconds),
    limitValue: address,
  };
}

function requestRecord(exchange: Exchange, { redacted }: WebAclLogging): object {
  const { request, stageName, extendedRequestId } = exchange;
  return {
    clientIp: request.sourceIp,
    // What AWS writes where it does not know the country (WAF/logging-fields).
    country: '-',
    headers: integrationHeaders(exchange).map(([name, value]) => ({
      name,
      value: redacted.headers.includes(name.toLowerCase()) ? REDACTED : value,
    })),
    uri: redacted.uri ? REDACTED : `/${stageName}${request.path}`,
    args: redacted.query ? REDACTED : request.query,
    httpVersion: request.protocol,
    httpMethod: redacted.method ? REDACTED : request.method,
    requestId: extendedRequestId,
  };
}
