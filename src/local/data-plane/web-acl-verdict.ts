import type { RateRule, WebAcl } from '../control-plane/wafv2/web-acls.js';

/** What a web ACL makes of a request. */
export interface WebAclVerdict {
  readonly action: 'ALLOW' | 'BLOCK';
  /** The rule that ended the evaluation; the default action did where it is absent. */
  readonly rule?: RateRule;
  /** Rules that matched and only count. */
  readonly counted: readonly RateRule[];
}

/**
 * Goes through the rules in order of priority until one ends it (WAF/web-acl-rule-actions). A rule behind that does not see the request.
 *
 * @param matches asked once of each rule it comes to
 */
export function webAclVerdict(webAcl: WebAcl, matches: (rule: RateRule) => boolean): WebAclVerdict {
  const counted: RateRule[] = [];
  for (const rule of webAcl.rules) {
    if (!matches(rule)) continue;
    if (rule.action !== 'COUNT') return { action: rule.action, rule, counted };
    counted.push(rule);
  }
  return { action: webAcl.defaultAction, counted };
}
