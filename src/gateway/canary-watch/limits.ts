import { GatewayError } from '../errors.js';

/** How slow a canary's slowest requests may be: against base's, or in milliseconds. */
export type LatencyLimit =
  | { readonly kind: 'relative'; /** 1.2 for +20 %. */ readonly factor: number }
  | { readonly kind: 'absolute'; /** Milliseconds. */ readonly most: number };

/** What an operator allows a canary. */
export interface WatchLimits {
  /** Share of requests that may fail, 0 to 1. Absent: no more than of base's. */
  readonly errorRate?: number;
  /** Of the 95th percentile of the duration. */
  readonly p95: LatencyLimit;
  /** Of the 95th percentile of the time to the first byte, where answers are streamed. */
  readonly firstByte?: LatencyLimit;
}

/** `+20%`, `800ms` or `1.5s`. @throws GatewayError `usage` */
export function parseLatencyLimit(text: string): LatencyLimit {
  const percent = /^\+(\d{1,4}(?:\.\d+)?)%$/.exec(text);
  if (percent && Number(percent[1]) > 0) return { kind: 'relative', factor: 1 + Number(percent[1]) / 100 };
  const length = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text);
  const most = Number(length?.[1]) * (length?.[2] === 's' ? 1_000 : 1);
  if (most >= 1) return { kind: 'absolute', most };
  throw new GatewayError('usage', `"${text}" is no limit of a latency.`, {
    reason: 'It is so much more than base has, or a length of time.',
    next: ['+20%', '800ms', '1.5s'],
  });
}

/** `1%` or `0.5%` as a share. @throws GatewayError `usage` */
export function parseErrorRate(text: string): number {
  const share = Number(/^(\d{1,2}(?:\.\d+)?)%$/.exec(text)?.[1]) / 100;
  if (share > 0) return share;
  throw new GatewayError('usage', `"${text}" is no error rate.`, {
    reason: 'It is more than 0 % and less than 100 %.',
    next: ['1%', '0.5%'],
  });
}

/**
 * `5,25,50,100`: the canary's shares, one after the other. 100 promotes.
 *
 * @throws GatewayError `usage` unless each is a percentage greater than the one before it
 */
export function parseSteps(text: string): number[] {
  const steps = text
    .split(',')
    .map((step) => (/^\d{1,3}(?:\.\d+)?$/.test(step.trim()) ? Number(step) : Number.NaN));
  const rises = steps.every((step, at) => step > (steps[at - 1] ?? 0) && step <= 100);
  if (rises) return steps;
  throw new GatewayError('usage', `"${text}" is no series of steps.`, {
    reason: 'Each step is a percentage of 1 to 100, greater than the one before it; 100 promotes.',
    next: ['5,25,50,100'],
  });
}

/** `p95 +20%`, `error rate 1%` … as an operator would type them. */
export function describeLimit(limit: LatencyLimit): string {
  return limit.kind === 'relative'
    ? `+${Number(((limit.factor - 1) * 100).toFixed(2))}%`
    : `${Number(limit.most.toFixed(0))}ms`;
}
