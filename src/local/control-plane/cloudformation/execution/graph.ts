/**
 * Runs a step for each id, in parallel, each after those it waits for.
 *
 * @param step answers whether it succeeded; what waits for a failed step is not run
 * @throws what a step throws, after all running steps have ended
 */
export async function runInOrder(
  ids: readonly string[],
  waitsFor: (id: string) => Iterable<string>,
  step: (id: string) => Promise<boolean>,
): Promise<void> {
  const edges = withoutCircles(ids, waitsFor);
  const started = new Map<string, Promise<boolean>>();
  const run = (id: string): Promise<boolean> => {
    const running = started.get(id) ?? runAfter((edges.get(id) ?? []).map(run), () => step(id));
    started.set(id, running);
    return running;
  };
  const results = await Promise.allSettled(ids.map(run));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

async function runAfter(before: Promise<boolean>[], step: () => Promise<boolean>): Promise<boolean> {
  const outcomes = await Promise.all(before);
  return outcomes.every((succeeded) => succeeded) && (await step());
}

/** Edges among the ids, without those that close a circle: resources of different template versions can depend on each other. */
function withoutCircles(
  ids: readonly string[],
  waitsFor: (id: string) => Iterable<string>,
): Map<string, string[]> {
  const known = new Set(ids);
  const edges = new Map<string, string[]>();
  const underWay = new Set<string>();
  const visit = (id: string): void => {
    if (edges.has(id)) return;
    underWay.add(id);
    const kept: string[] = [];
    edges.set(id, kept);
    for (const target of waitsFor(id)) {
      if (!known.has(target) || underWay.has(target)) continue;
      visit(target);
      kept.push(target);
    }
    underWay.delete(id);
  };
  ids.forEach(visit);
  return edges;
}

/** The same edges turned round: who must be gone before an id may go. */
export function reversed(
  ids: readonly string[],
  waitsFor: (id: string) => Iterable<string>,
): (id: string) => string[] {
  const dependents = new Map<string, string[]>();
  for (const id of ids) {
    for (const target of waitsFor(id)) dependents.set(target, [...(dependents.get(target) ?? []), id]);
  }
  return (id) => dependents.get(id) ?? [];
}
