import type { QuotaSettings, UsagePlan } from '@aws-sdk/client-api-gateway';
import type { State } from '../../state.js';

const dayLength = 86_400_000;

/** Requests counted per plan, key and UTC day, under `planId/keyId/YYYY-MM-DD`. */
export function usageTable(state: State): Map<string, number> {
  return state.table<number>('apigateway/usage');
}

/** What keys used of their plans, and what is left for them. The data plane counts here, `GetUsage` reads here. */
export class UsageLedger {
  readonly #used: Map<string, number>;
  /** Requests granted beyond the quota (or taken from it) in one period, under `planId/keyId/first day`. */
  readonly #granted: Map<string, number>;
  /** The first day of each plan's quota, which its offset is about. */
  readonly #starts: Map<string, string>;

  constructor(state: State) {
    this.#used = usageTable(state);
    this.#granted = state.table('apigateway/usageGrants');
    this.#starts = state.table('apigateway/quotaStarts');
  }

  /** A plan has a quota from this day on, or none any more. */
  noteQuota({ id = '', quota }: UsagePlan, today: string): void {
    if (!quota) this.#starts.delete(id);
    else if (!this.#starts.has(id)) this.#starts.set(id, today);
  }

  used(planId: string, keyId: string, day: string): number {
    return this.#used.get(`${planId}/${keyId}/${day}`) ?? 0;
  }

  count(planId: string, keyId: string, day: string): void {
    this.#used.set(`${planId}/${keyId}/${day}`, this.used(planId, keyId, day) + 1);
  }

  /** What is left at the end of the day, of the quota of the period it is in; undefined without a quota. */
  remaining({ id = '', quota }: UsagePlan, keyId: string, day: string): number | undefined {
    if (quota?.limit === undefined) return undefined;
    const days = daysOfPeriod(quota.period ?? 'DAY', day);
    const used = days.reduce((sum, each) => sum + this.used(id, keyId, each), 0);
    return Math.max(0, this.#allowed(id, quota, keyId, days) - used);
  }

  /** Sets what is left in the running period: a temporary extension, which ends with it (BC). */
  grant(plan: UsagePlan, keyId: string, today: string, remaining: number): void {
    const { id = '', quota } = plan;
    const days = daysOfPeriod(quota?.period ?? 'DAY', today);
    const used = days.reduce((sum, each) => sum + this.used(id, keyId, each), 0);
    const key = `${id}/${keyId}/${days[0] ?? today}`;
    const granted = this.#granted.get(key) ?? 0;
    const allowed = quota ? this.#allowed(id, quota, keyId, days) : 0;
    this.#granted.set(key, granted + remaining + used - allowed);
  }

  /** The offset is taken off in the initial period alone (BC). */
  #allowed(planId: string, quota: QuotaSettings, keyId: string, days: readonly string[]): number {
    const [first = ''] = days;
    const isInitial = days.includes(this.#starts.get(planId) ?? '');
    const offset = isInitial ? (quota.offset ?? 0) : 0;
    return (quota.limit ?? 0) - offset + (this.#granted.get(`${planId}/${keyId}/${first}`) ?? 0);
  }
}

/** The UTC day of a time, `YYYY-MM-DD`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The days from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const length = Math.floor((Date.parse(to) - Date.parse(from)) / dayLength) + 1;
  return Array.from({ length: Math.max(0, length) }, (_, days) => dayOf(Date.parse(from) + days * dayLength));
}

/** Days of the period up to the given one, in UTC. That weeks begin on Sunday is our choice; AWS does not say. */
function daysOfPeriod(period: string, day: string): string[] {
  const date = new Date(day);
  const back = period === 'WEEK' ? date.getUTCDay() : period === 'MONTH' ? date.getUTCDate() - 1 : 0;
  return daysBetween(dayOf(date.getTime() - back * dayLength), day);
}
