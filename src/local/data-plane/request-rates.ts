/** What a rate-based rule allows one address. */
export interface RequestLimit {
  readonly limit: number;
  readonly windowSeconds: number;
}

interface CountedRule extends RequestLimit {
  readonly byAddress: Map<string, RecentTimes>;
}

/**
 * Counts requests of each address for rate-based rules, in a window that slides with the time. A rule whose limit or window
 * changes begins to count anew (WAF/waf-rule-statement-type-rate-based-caveats).
 */
export class RequestRates {
  readonly #rules = new Map<string, CountedRule>();

  /**
   * Counts a request, and says whether it is one too many. A request that is refused for it counts all the same: the rule counts what comes.
   * @param rule a name for the rule, unique in the region
   * @param now milliseconds
   */
  exceeds(rule: string, { limit, windowSeconds }: RequestLimit, address: string, now: number): boolean {
    const { byAddress } = this.#countedRule(rule, { limit, windowSeconds });
    const times = byAddress.get(address) ?? new RecentTimes();
    byAddress.set(address, times);
    return times.add(now, now - windowSeconds * 1000, limit) >= limit;
  }

  #countedRule(name: string, settings: RequestLimit): CountedRule {
    const known = this.#rules.get(name);
    const isSame = known?.limit === settings.limit && known.windowSeconds === settings.windowSeconds;
    if (known && isSame) return known;
    const fresh = { ...settings, byAddress: new Map<string, RecentTimes>() };
    this.#rules.set(name, fresh);
    return fresh;
  }
}

/** So many past times may pile up before they are cleared away. */
const MOST_PAST = 1024;

/** The latest times of one address, no more of them than are needed to tell whether a limit is reached. */
class RecentTimes {
  #times: number[] = [];
  #first = 0;

  /** Adds a time. @returns how many there were after `since`, up to `most` */
  add(now: number, since: number, most: number): number {
    while ((this.#times[this.#first] ?? Infinity) <= since) this.#first += 1;
    const earlier = this.#times.length - this.#first;
    this.#times.push(now);
    if (earlier >= most) this.#first += 1;
    this.#clear();
    return earlier;
  }

  /** Now and then only: moving what is left is work. */
  #clear(): void {
    if (this.#first < MOST_PAST || this.#first * 2 < this.#times.length) return;
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }
}
