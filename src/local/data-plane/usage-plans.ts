import type { ApiStage, ThrottleSettings, UsagePlan } from '@aws-sdk/client-api-gateway';
import type { State } from '../state.js';
import type { KeySource } from './api-keys.js';
import type { Exchange } from './exchange.js';
import { GatewayFailure } from './gateway-failure.js';
import { headerValue } from './headers.js';
import { throttled } from './throttling.js';
import { TokenBuckets } from './token-bucket.js';

/**
 * Requests counted per plan, key and UTC day, under `planId/keyId/YYYY-MM-DD`. What GetUsage reports can be
 * read from here.
 */
export function usageTable(state: State): Map<string, number> {
  return state.table<number>('apigateway/usage');
}

/** Holds methods that require an API key to their clients' usage plans. */
export class UsagePlanGuard {
  readonly #keys: KeySource;
  readonly #buckets = new TokenBuckets();

  constructor(keys: KeySource) {
    this.#keys = keys;
  }

  /**
   * Notes the key on the exchange. Throws INVALID_API_KEY for a key that is missing, unknown, disabled or in no plan of
   * this stage (`LS`), THROTTLED or QUOTA_EXCEEDED where the plan's limits for this key are reached.
   */
  async admit(exchange: Exchange): Promise<void> {
    const value = presentedKey(exchange);
    const key = value ? await this.#keys.find(value) : undefined;
    if (!key || !value) throw invalidKey();
    const plan = (await this.#keys.plans(key.id)).find((each) => stageOf(each, exchange) !== undefined);
    if (!plan) throw invalidKey();
    exchange.apiKey = { id: key.id, value };
    this.#throttle(exchange, plan, key.id);
    countRequest(exchange, plan, key.id);
  }

  #throttle(exchange: Exchange, plan: UsagePlan, keyId: string): void {
    const [scope, limit] = planThrottle(exchange, plan);
    if (limit?.rateLimit === undefined) return;
    const rate = { ratePerSecond: limit.rateLimit, burst: limit.burstLimit ?? limit.rateLimit };
    const bucket = `${plan.id ?? ''}/${keyId}/${scope}`;
    if (!this.#buckets.take(bucket, rate, exchange.region.clock.now())) throw throttled();
  }
}

/** Counts the request, unless the running period's quota is used up. */
function countRequest(exchange: Exchange, { id = '', quota }: UsagePlan, keyId: string): void {
  const usage = usageTable(exchange.region.state);
  const today = new Date(exchange.region.clock.now());
  const prefix = `${id}/${keyId}/`;
  if (quota?.limit !== undefined) {
    const days = daysOfPeriod(quota.period ?? 'DAY', today);
    const used = days.reduce((total, day) => total + (usage.get(prefix + day) ?? 0), 0);
    if (used >= quota.limit) throw new GatewayFailure('QUOTA_EXCEEDED', 'Limit Exceeded');
  }
  const key = prefix + dayOf(today);
  usage.set(key, (usage.get(key) ?? 0) + 1);
}

function invalidKey(): GatewayFailure {
  return new GatewayFailure('INVALID_API_KEY', 'Forbidden');
}

/** The key as the API wants it brought: by header, or by its authorizer (DG/api-gateway-api-key-source). */
function presentedKey({ snapshot, request, identity }: Exchange): string | undefined {
  return snapshot.restApi.apiKeySource === 'AUTHORIZER'
    ? identity?.usageIdentifierKey
    : headerValue(request.headers, 'x-api-key');
}

function stageOf(plan: UsagePlan, exchange: Exchange): ApiStage | undefined {
  return plan.apiStages?.find(({ apiId, stage }) => apiId === exchange.apiId && stage === exchange.stageName);
}

/** The method's own limit within the plan, else the plan's, which holds for all its stages together. */
function planThrottle(
  exchange: Exchange,
  plan: UsagePlan,
): [scope: string, limit: ThrottleSettings | undefined] {
  const { route, request } = exchange;
  const methods = stageOf(plan, exchange)?.throttle ?? {};
  for (const verb of [request.method, route?.configuredVerb ?? 'ANY']) {
    const scope = `${route?.resourcePath ?? '/'}/${verb}`;
    const limit = methods[scope];
    if (limit) return [`${exchange.apiId}/${exchange.stageName}${scope}`, limit];
  }
  return ['*', plan.throttle];
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Days of the running period up to today, in UTC. That weeks begin on Sunday is our choice; AWS does not say. */
function daysOfPeriod(period: string, today: Date): string[] {
  const back = period === 'WEEK' ? today.getUTCDay() : period === 'MONTH' ? today.getUTCDate() - 1 : 0;
  return Array.from({ length: back + 1 }, (_, days) => dayOf(new Date(today.getTime() - days * 86_400_000)));
}
