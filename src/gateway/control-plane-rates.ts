/** Calls that may start at once, and how many a second follow. */
export interface CallRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** All calls to API Gateway's control plane together, for an account in a region (DG/limits). */
export const rateOfAllCalls: CallRate = { burst: 40, perSecond: 10 };

/** Fixed rates of single operations of API Gateway for an account in a region (DG/limits). */
export const ratesOfCalls: Readonly<Record<string, CallRate>> = {
  CreateApiKey: { burst: 5, perSecond: 5 },
  DeleteApiKey: { burst: 5, perSecond: 5 },
  CreateResource: { burst: 5, perSecond: 5 },
  DeleteResource: { burst: 5, perSecond: 5 },
  GetResources: { burst: 5, perSecond: 5 / 2 },
  CreateDeployment: { burst: 1, perSecond: 1 / 5 },
  UpdateUsagePlan: { burst: 1, perSecond: 1 / 20 },
  UpdateAccount: { burst: 1, perSecond: 1 / 20 },
};

/**
 * Milliseconds that so many calls take at AWS's rates, without the time AWS needs to answer: nothing can be quicker.
 *
 * @param calls how many of each operation, e.g. `{ CreateApiKey: 1000, CreateUsagePlanKey: 1000 }`
 */
export function timeOfCalls(calls: Readonly<Record<string, number>>): number {
  const all = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const times = Object.entries(calls).flatMap(([operation, count]) => {
    const rate = ratesOfCalls[operation];
    return rate ? [timeAt(rate, count)] : [];
  });
  return Math.max(timeAt(rateOfAllCalls, all), ...times);
}

function timeAt({ burst, perSecond }: CallRate, count: number): number {
  return (Math.max(0, count - burst) / perSecond) * 1_000;
}
