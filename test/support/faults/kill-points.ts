import type { PlannedFault, SeenRequest } from '../fault-proxy/start-fault-proxy.js';
import { isMutation } from './mutations.js';

/** Where a run is killed. */
export interface KillPoint {
  readonly name: string;
  readonly plan: readonly [PlannedFault];
  /** Whether every run comes there. How often a run looks for progress depends on time, so a late read may be missing from another. */
  readonly certain: boolean;
}

/** Every mutating request of a run, in both ways: before it is sent on, and after the server has done it. */
export function atEveryMutation(requests: readonly SeenRequest[]): KillPoint[] {
  const seen = new Map<string, number>();
  return requests.filter(isMutation).flatMap(({ operation = '' }) => {
    const at = (seen.get(operation) ?? 0) + 1;
    seen.set(operation, at);
    return [
      {
        name: `before ${operation} ${at}`,
        plan: [{ at, operation, fault: { kind: 'kill-before' } }],
        certain: true,
      },
      {
        name: `after ${operation} ${at}`,
        plan: [{ at, operation, fault: { kind: 'kill-after' } }],
        certain: true,
      },
    ] satisfies KillPoint[];
  });
}

/**
 * Some of the reading requests. A death before a read is a death after the change before it, which `atEveryMutation` has
 * already, so a sample is enough.
 *
 * @param seed decides which; equal seeds take equal samples
 */
export function atSomeReads(requests: readonly SeenRequest[], count: number, seed: number): KillPoint[] {
  const reads = requests.filter((request) => !isMutation(request));
  const step = reads.length / count;
  return Array.from({ length: Math.min(count, reads.length) }, (_, place) => {
    const { index, operation = '' } = reads[Math.floor(place * step + (seed % Math.ceil(step)))] ??
      reads[0] ?? { index: 1 };
    return {
      name: `before request ${index} (${operation} when undisturbed)`,
      plan: [{ at: index, fault: { kind: 'kill-before' } }],
      certain: false,
    };
  });
}
