import { CanaryWatch } from './canary-under-watch.js';
import { stoppedAsUnhealthy, undecided } from './ends.js';
import type { EndedEvent } from './watch-event.js';
import type { WatchRequest, WatchTools } from './watch-request.js';

/**
 * Watches a canary until it is promoted, aborted or ended, or time is up. With steps it moves the canary on by itself, but only
 * where the judgement says `healthy`. It keeps nothing: which share the canary has and since when, the stage says, so a
 * watch that was stopped goes on where it was.
 *
 * @throws GatewayError `verification` where the canary was aborted as unhealthy, or time is up and it is not healthy; `conflict` where
 *   there is no canary, or somebody else ended or replaced the one that was to be moved on
 */
export async function watchCanary(tools: WatchTools, request: WatchRequest): Promise<EndedEvent> {
  const watch = await CanaryWatch.begin(tools, request);
  for (;;) {
    const ended = await watch.look();
    if (ended) return finish(tools, request, ended);
    await tools.clock.sleep(pauseBetweenLooks(request.every));
  }
}

/** Ten looks in an interval, but none more often than the log service bears, and none later than a person would wait. */
function pauseBetweenLooks(every: number): number {
  return Math.min(10_000, Math.max(100, every / 10));
}

function finish({ report }: WatchTools, { steps }: WatchRequest, ended: EndedEvent): EndedEvent {
  report(ended);
  if (ended.event === 'aborted') throw stoppedAsUnhealthy(ended);
  if (ended.remains && ended.verdict !== 'healthy') throw undecided(ended, steps !== undefined);
  return ended;
}
