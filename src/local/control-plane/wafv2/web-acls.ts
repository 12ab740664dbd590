import type { State } from '../../state.js';

/** What a rule does with a request that it matches. COUNT goes on to the next rule, the others end the evaluation. */
export type RuleAction = 'ALLOW' | 'BLOCK' | 'COUNT';

/** A rate-based rule that counts by source address: the one kind of rule that is evaluated here. */
export interface RateRule {
  readonly name: string;
  readonly action: RuleAction;
  /** Requests of one address that may come within the window. */
  readonly limit: number;
  readonly windowSeconds: number;
}

export interface WebAcl {
  readonly arn: string;
  readonly name: string;
  readonly defaultAction: 'ALLOW' | 'BLOCK';
  /** In order of priority. Rules that cannot be evaluated here are not among them. */
  readonly rules: readonly RateRule[];
}

/** A filter of a logging configuration. */
export interface LogFilter {
  readonly behavior: string;
  /** `MEETS_ALL` or `MEETS_ANY`. */
  readonly requirement: string;
  /** The action that each condition asks for; null for a condition on labels, which no request has here. */
  readonly actions: readonly (string | null)[];
}

/** Where a web ACL's log goes, and what of it. */
export interface WebAclLogging {
  /** Names of groups in CloudWatch Logs. Other destinations are not served. */
  readonly logGroups: readonly string[];
  readonly redacted: {
    /** In lower case. */
    readonly headers: readonly string[];
    readonly uri: boolean;
    readonly query: boolean;
    readonly method: boolean;
  };
  readonly defaultBehavior: string;
  readonly filters: readonly LogFilter[];
}

/** The web ACLs of a region, what each stands before, and where it logs. CloudFormation writes, the data plane reads. */
export class WebAcls {
  readonly #webAcls: Map<string, WebAcl>;
  /** ARNs of web ACLs by that of the resource each stands before: a resource has one at most (BC AssociateWebACL). */
  readonly #associations: Map<string, string>;
  /** By the web ACL's ARN. */
  readonly #logging: Map<string, WebAclLogging>;

  constructor(state: State) {
    this.#webAcls = state.table('wafv2/webAcls');
    this.#associations = state.table('wafv2/associations');
    this.#logging = state.table('wafv2/loggingConfigurations');
  }

  /** Adds a web ACL, or replaces it. */
  keep(webAcl: WebAcl): void {
    this.#webAcls.set(webAcl.arn, webAcl);
  }

  remove(arn: string): void {
    this.#webAcls.delete(arn);
  }

  associate(resourceArn: string, webAclArn: string): void {
    this.#associations.set(resourceArn, webAclArn);
  }

  /** Leaves an association alone that another web ACL has taken over since: CloudFormation deletes what it replaced last. */
  disassociate(resourceArn: string, webAclArn: string): void {
    if (this.#associations.get(resourceArn) === webAclArn) this.#associations.delete(resourceArn);
  }

  setLogging(webAclArn: string, logging: WebAclLogging): void {
    this.#logging.set(webAclArn, logging);
  }

  stopLogging(webAclArn: string): void {
    this.#logging.delete(webAclArn);
  }

  /** The web ACL that stands before a resource. */
  before(resourceArn: string): WebAcl | undefined {
    const arn = this.#associations.get(resourceArn);
    return arn === undefined ? undefined : this.#webAcls.get(arn);
  }

  loggingOf(webAclArn: string): WebAclLogging | undefined {
    return this.#logging.get(webAclArn);
  }
}
