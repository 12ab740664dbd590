import type { Clock } from '../clock.js';
import { AwsError } from '../errors.js';
import type { ServiceName } from '../service.js';

/** Refuses calls that come faster than AWS allows. */
export interface RateLimiter {
  /** @throws AwsError TooManyRequestsException with `retryAfterSeconds` */
  admit(service: ServiceName, operation: string, input: object): void;
}

interface Rate {
  /** Calls that a full bucket holds. */
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Calls of API Gateway together (DG/limits). */
const TOGETHER: Rate = { burst: 40, perSecond: 10 };

/** Fixed rates of single operations of API Gateway (DG/limits). */
const PER_OPERATION: Readonly<Record<string, Rate>> = {
  CreateApiKey: { burst: 5, perSecond: 5 },
  DeleteApiKey: { burst: 5, perSecond: 5 },
  CreateResource: { burst: 5, perSecond: 5 },
  DeleteResource: { burst: 5, perSecond: 5 },
  GetResources: { burst: 5, perSecond: 5 / 2 },
  CreateDeployment: { burst: 1, perSecond: 1 / 5 },
  CreateRestApi: { burst: 1, perSecond: 1 / 3 },
  ImportRestApi: { burst: 1, perSecond: 1 / 3 },
  PutRestApi: { burst: 1, perSecond: 1 },
  DeleteRestApi: { burst: 1, perSecond: 1 / 30 },
  CreateDomainName: { burst: 1, perSecond: 1 / 30 },
  UpdateDomainName: { burst: 1, perSecond: 1 / 30 },
  DeleteDomainName: { burst: 1, perSecond: 1 / 30 },
  UpdateUsagePlan: { burst: 1, perSecond: 1 / 20 },
  UpdateAccount: { burst: 1, perSecond: 1 / 20 },
};

const EDGE_CREATION: Rate = { burst: 1, perSecond: 1 / 30 };

/** Holds callers to the control-plane rates of API Gateway. Off unless asked for: tests would wait for minutes. */
export function createRateLimiter(clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    admit(service, operation, input) {
      if (service !== 'apigateway') return;
      const now = clock.now();
      const own = rateOf(operation, input);
      const waits = [waitFor(buckets, '*', TOGETHER, now), own ? waitFor(buckets, operation, own, now) : 0];
      const wait = Math.max(...waits);
      if (wait > 0) throw tooMany(Math.ceil(wait));
      take(buckets, '*');
      if (own) take(buckets, operation);
    },
  };
}

function rateOf(operation: string, input: object): Rate | undefined {
  const { endpointConfiguration } = input as { endpointConfiguration?: { types?: string[] } };
  if (operation === 'CreateRestApi' && endpointConfiguration?.types?.includes('EDGE')) return EDGE_CREATION;
  return Object.hasOwn(PER_OPERATION, operation) ? PER_OPERATION[operation] : undefined;
}

/** Refills a bucket; seconds until it holds a call. */
function waitFor(buckets: Map<string, Bucket>, name: string, rate: Rate, now: number): number {
  const bucket = buckets.get(name) ?? { tokens: rate.burst, filledAt: now };
  bucket.tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.filledAt) / 1000) * rate.perSecond);
  bucket.filledAt = now;
  buckets.set(name, bucket);
  return bucket.tokens >= 1 ? 0 : (1 - bucket.tokens) / rate.perSecond;
}

function take(buckets: Map<string, Bucket>, name: string): void {
  const bucket = buckets.get(name);
  if (bucket) bucket.tokens -= 1;
}

function tooMany(seconds: number): AwsError {
  return new AwsError('TooManyRequestsException', 'Too Many Requests', 429, {
    retryAfterSeconds: String(seconds),
  });
}
