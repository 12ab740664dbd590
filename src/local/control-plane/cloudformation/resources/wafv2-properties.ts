import type { RateRule, RuleAction, WebAclLogging } from '../../wafv2/web-acls.js';
import { isObject, type Json, type JsonObject } from '../template/document.js';
import { listOf, objectOf, requiredText, textOf, textsOf } from './property-access.js';

/** Seconds that a rate-based rule looks back unless it says otherwise (WAF/waf-rule-statement-type-rate-based-high-level-settings). */
const DEFAULT_WINDOW = 300;

const ACTIONS: Readonly<Record<string, RuleAction>> = { Allow: 'ALLOW', Block: 'BLOCK', Count: 'COUNT' };

/** What a web ACL does with a request that no rule ended. */
export function defaultActionOf(properties: JsonObject): 'ALLOW' | 'BLOCK' {
  return 'Block' in objectOf(properties, 'DefaultAction') ? 'BLOCK' : 'ALLOW';
}

/** The rules of a web ACL that can be evaluated here, in order of priority. The others are passed over. */
export function rateRulesOf(properties: JsonObject): RateRule[] {
  return listOf(properties, 'Rules')
    .filter(isObject)
    .sort((one, other) => Number(one.Priority) - Number(other.Priority))
    .flatMap((rule) => rateRule(rule) ?? []);
}

function rateRule(rule: JsonObject): RateRule | undefined {
  const statement = objectOf(rule, 'Statement').RateBasedStatement;
  const [action] = Object.keys(objectOf(rule, 'Action')).flatMap((name) => ACTIONS[name] ?? []);
  if (!isObject(statement) || !countsByAddress(statement) || !action) return undefined;
  return {
    name: requiredText(rule, 'Name'),
    action,
    limit: Number(statement.Limit),
    windowSeconds: Number(statement.EvaluationWindowSec ?? DEFAULT_WINDOW),
  };
}

function countsByAddress(statement: JsonObject): boolean {
  return statement.AggregateKeyType === 'IP' && statement.ScopeDownStatement === undefined;
}

/** Where and what a web ACL logs. */
export function loggingOf(properties: JsonObject): WebAclLogging {
  const filter = objectOf(properties, 'LoggingFilter');
  const redacted = listOf(properties, 'RedactedFields').filter(isObject);
  return {
    logGroups: textsOf(properties, 'LogDestinationConfigs').flatMap((arn) => logGroupOf(arn) ?? []),
    redacted: {
      headers: redacted.flatMap(
        (field) => textOf(objectOf(field, 'SingleHeader'), 'Name')?.toLowerCase() ?? [],
      ),
      uri: redacted.some((field) => 'UriPath' in field),
      query: redacted.some((field) => 'QueryString' in field),
      method: redacted.some((field) => 'Method' in field),
    },
    defaultBehavior: textOf(filter, 'DefaultBehavior') ?? 'KEEP',
    filters: listOf(filter, 'Filters')
      .filter(isObject)
      .map((each) => ({
        behavior: requiredText(each, 'Behavior'),
        requirement: requiredText(each, 'Requirement'),
        actions: listOf(each, 'Conditions').map(actionOfCondition),
      })),
  };
}

function logGroupOf(arn: string): string | undefined {
  return /:logs:[^:]*:[^:]*:log-group:([^:]+)/.exec(arn)?.[1];
}

function actionOfCondition(condition: Json): string | null {
  return isObject(condition) ? (textOf(objectOf(condition, 'ActionCondition'), 'Action') ?? null) : null;
}
