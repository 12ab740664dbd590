import { WebAcls, type WebAcl } from '../control-plane/wafv2/web-acls.js';
import type { Exchange } from './exchange.js';
import { writeFirewallLog } from './firewall-log.js';
import { GatewayFailure } from './gateway-failure.js';
import { RequestRates } from './request-rates.js';
import { webAclVerdict, type WebAclVerdict } from './web-acl-verdict.js';

/**
 * Applies the web ACL of the stage, if it has one, before anything else looks at the request: neither authorizer nor throttle
 * nor quota knows of what is blocked (DG/apigateway-control-access-aws-waf).
 */
export class Firewall {
  readonly #rates = new RequestRates();

  /** Notes what the web ACL decides, and logs it. Throws WAF_FILTERED for a request that it blocks. */
  admit(exchange: Exchange): void {
    const { clock, state } = exchange.region;
    const webAcls = new WebAcls(state);
    const webAcl = webAcls.before(stageArn(exchange));
    if (!webAcl) return;
    const began = clock.now();
    const verdict = this.#verdict(exchange, webAcl, began);
    const { action } = verdict;
    exchange.firewall = { webAclArn: webAcl.arn, action, latency: clock.now() - began };
    writeFirewallLog(exchange, webAcl, verdict, webAcls.loggingOf(webAcl.arn));
    if (action === 'BLOCK') throw new GatewayFailure('WAF_FILTERED', 'Forbidden');
  }

  #verdict({ request }: Exchange, webAcl: WebAcl, now: number): WebAclVerdict {
    return webAclVerdict(webAcl, (rule) =>
      this.#rates.exceeds(`${webAcl.arn}/${rule.name}`, rule, request.sourceIp, now),
    );
  }
}

/** The stage as an association names it (LINT). */
function stageArn({ region, apiId, stageName }: Exchange): string {
  return `arn:${region.partition}:apigateway:${region.name}::/restapis/${apiId}/stages/${stageName}`;
}
