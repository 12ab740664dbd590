import type { ApiStage, ThrottleSettings, UsagePlan } from '@aws-sdk/client-api-gateway';
import { dayOf, UsageLedger } from '../control-plane/apigateway/usage-ledger.js';
import type { KeySource } from './api-keys.js';
import type { Exchange } from './exchange.js';
import { GatewayFailure } from './gateway-failure.js';
import { headerValue } from './headers.js';
import { throttled } from './throttling.js';
import { TokenBuckets } from './token-bucket.js';

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
function countRequest({ region }: Exchange, plan: UsagePlan, keyId: string): void {
  const ledger = new UsageLedger(region.state);
  const today = dayOf(region.clock.now());
  if (ledger.remaining(plan, keyId, today) === 0) {
    throw new GatewayFailure('QUOTA_EXCEEDED', 'Limit Exceeded');
  }
  ledger.count(plan.id ?? '', keyId, today);
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
