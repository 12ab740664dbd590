import type { SeenRequest } from '../fault-proxy/start-fault-proxy.js';

/**
 * Whether a request asks AWS to change something. An operation without a known name counts: better one too many. A cleared cache is no
 * change: it is only filled again.
 */
export function isMutation({ operation }: SeenRequest): boolean {
  return !/^(Describe|Get|List|Test|Flush|ClientRequest)/.test(operation ?? '');
}

/** Names of the mutating requests among these, in order. */
export function mutationsIn(requests: readonly SeenRequest[]): string[] {
  return requests.filter(isMutation).map(({ operation }) => operation ?? 'unknown');
}

/** How often each mutating operation was called. */
export function mutationCounts(requests: readonly SeenRequest[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of mutationsIn(requests)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
