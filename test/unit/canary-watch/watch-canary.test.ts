import { describe, expect, it } from '@jest/globals';
import { watchCanary } from '../../../src/gateway/canary-watch/watch-canary.js';
import type { WatchEvent } from '../../../src/gateway/canary-watch/watch-event.js';
import { GatewayError } from '../../../src/gateway/errors.js';
import { stageWith, WatchedCanary } from '../../support/fakes/watched-canary.js';

const steps = [5, 25, 50, 100];

function eventsOf<Name extends WatchEvent['event']>(watched: WatchedCanary, name: Name) {
  return watched.events.filter(
    (event): event is Extract<WatchEvent, { event: Name }> => event.event === name,
  );
}

describe('a canary with steps', () => {
  it('given it is healthy, then each step lasts its interval, and the last one promotes', async () => {
    const watched = new WatchedCanary();
    const ended = await watchCanary(watched.tools(), watched.request({ steps }));
    expect(watched.changes).toEqual(['shift 25', 'shift 50', 'promote']);
    expect(ended).toMatchObject({ event: 'promoted', verdict: 'healthy', percent: 100, remains: false });
    const shifts = eventsOf(watched, 'shifted').map(({ time }) => Date.parse(time));
    expect((shifts[1] ?? 0) - (shifts[0] ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  it('given steps that end below 100, then it stays at the last one and the watch ends healthy', async () => {
    const watched = new WatchedCanary();
    const ended = await watchCanary(watched.tools(), watched.request({ steps: [5, 25] }));
    expect(watched.changes).toEqual(['shift 25']);
    expect(ended).toMatchObject({ event: 'ended', verdict: 'healthy', percent: 25, remains: true });
  });

  it('given it fails more often than base, then it is aborted before its interval is over, with exit 8', async () => {
    const watched = new WatchedCanary();
    watched.canary = { errors: 0.2 };
    await expect(watchCanary(watched.tools(), watched.request({ steps }))).rejects.toMatchObject({
      kind: 'verification',
      reason: expect.stringMatching(/^error rate \d\d\.\d % against 1\.\d % of base/),
    });
    expect(watched.changes).toEqual(['abort']);
    expect(eventsOf(watched, 'figures').at(-1)?.observedMs).toBeLessThan(60_000);
  });

  it('given too little traffic, then it never moves on, though it is watched for half an hour', async () => {
    const watched = new WatchedCanary();
    watched.rate = 0.5;
    const watching = watchCanary(watched.tools(), watched.request({ steps, longest: 1_800_000 }));
    await expect(watching).rejects.toMatchObject({
      kind: 'verification',
      message: expect.stringMatching(/stays at 5 %/),
    });
    expect(watched.changes).toEqual([]);
  });

  it('given a watch that was stopped, when it runs again, then it goes on with the share that the stage has, and since then', async () => {
    const watched = new WatchedCanary();
    watched.current = stageWith('next', 25, new Date(watched.now - 45_000));
    await watchCanary(watched.tools(), watched.request({ steps }));
    expect(eventsOf(watched, 'watching')[0]).toMatchObject({ percent: 25, steps: [50, 100] });
    expect(eventsOf(watched, 'figures')[0]?.observedMs).toBe(45_000);
    expect(watched.changes).toEqual(['shift 50', 'promote']);
  });

  it('given Ctrl-C at any time, then it would say where the canary stays and how to go on', async () => {
    const watched = new WatchedCanary();
    const said = new Set<string>();
    watched.onSleep = () => said.add(watched.interruption);
    await watchCanary(watched.tools(), watched.request({ steps }));
    expect(
      [...said].map((text) => /^The canary is at (\d+) %: .*Run the same command again/.exec(text)?.[1]),
    ).toEqual(['5', '25', '50']);
  });
});

describe('what goes wrong on the way', () => {
  it('given the log cannot be read when the interval is over, then it moves on only once it can', async () => {
    const watched = new WatchedCanary();
    const failing = 12;
    watched.trouble = Array.from({ length: failing }, () => ({ call: 'read' }));
    await watchCanary(watched.tools(), watched.request({ steps: [5, 100] }));
    expect(eventsOf(watched, 'trouble')).toHaveLength(failing);
    const blind = eventsOf(watched, 'figures').filter((event) => event.blind !== undefined);
    expect(blind).toHaveLength(failing);
    expect(new Set(blind.map(({ verdict }) => verdict))).toEqual(new Set(['not-enough-traffic']));
    expect(eventsOf(watched, 'figures').at(-1)?.figures.base.requests).toBeGreaterThan(10_000);
  });

  it('given nothing comes any more after it was healthy, then it is not promoted', async () => {
    const watched = new WatchedCanary();
    watched.onSleep = () => {
      if (eventsOf(watched, 'figures').length > 4) watched.rate = 0;
    };
    const watching = watchCanary(
      watched.tools(),
      watched.request({ steps: [5, 100], every: 300_000, longest: 900_000 }),
    );
    await expect(watching).rejects.toMatchObject({ kind: 'verification' });
    expect(watched.changes).toEqual([]);
    expect(eventsOf(watched, 'figures').at(-1)?.blind).toMatch(
      /^no request is in the access log since \d\d:\d\d:\d\d UTC$/,
    );
  });

  it.each([
    ['its answer is lost', true],
    ['it is lost', false],
  ])('given a promotion of which %s, then the canary is promoted all the same', async (_what, committed) => {
    const watched = new WatchedCanary();
    watched.trouble = [{ call: 'promote', committed }];
    expect(await watchCanary(watched.tools(), watched.request({ steps: [5, 100] }))).toMatchObject({
      event: 'promoted',
    });
    expect(watched.current).toEqual({ name: 'v1', deploymentId: 'next', variables: {} });
  });

  it.each([true, false])(
    'given an abort of which the answer is lost (committed: %s), then it is aborted all the same',
    async (committed) => {
      const watched = new WatchedCanary();
      watched.canary = { errors: 0.3 };
      watched.trouble = [{ call: 'abort', committed }];
      await expect(watchCanary(watched.tools(), watched.request({ steps }))).rejects.toMatchObject({
        kind: 'verification',
      });
      expect(watched.current).toEqual({ name: 'v1', deploymentId: 'live', variables: {} });
    },
  );

  it('given a permission that is missing, then it fails at once: waiting does not mend that', async () => {
    const watched = new WatchedCanary();
    watched.trouble = [{ call: 'read', error: new GatewayError('access', 'not allowed') }];
    await expect(watchCanary(watched.tools(), watched.request({ steps }))).rejects.toMatchObject({
      kind: 'access',
    });
    expect(watched.changes).toEqual([]);
  });
});

describe('others at work', () => {
  const after = (watched: WatchedCanary, looks: number, change: () => void) => {
    let slept = 0;
    watched.onSleep = () => {
      if (++slept === looks) change();
    };
  };

  it.each([
    ['promoted', { name: 'v1', deploymentId: 'next', variables: {} }],
    ['ended', { name: 'v1', deploymentId: 'live', variables: {} }],
  ])(
    'given somebody %s the canary, then a watch with steps says so, with exit 4, and changes nothing',
    async (what, stage) => {
      const watched = new WatchedCanary();
      after(watched, 3, () => (watched.current = stage));
      await expect(watchCanary(watched.tools(), watched.request({ steps }))).rejects.toMatchObject({
        kind: 'conflict',
        message: `Somebody else ${what} the canary meanwhile.`,
      });
      expect(watched.changes).toEqual([]);
      const viewed = new WatchedCanary();
      after(viewed, 3, () => (viewed.current = stage));
      expect(await watchCanary(viewed.tools(), viewed.request())).toMatchObject({
        event: 'ended',
        remains: false,
      });
    },
  );

  it('given somebody replaced the canary, then a watch with steps ends with exit 4, and one without begins anew', async () => {
    const watched = new WatchedCanary();
    after(watched, 3, () => (watched.current = stageWith('other', 10, new Date(watched.now))));
    await expect(watchCanary(watched.tools(), watched.request({ steps }))).rejects.toMatchObject({
      kind: 'conflict',
    });
    const viewed = new WatchedCanary();
    after(viewed, 3, () => (viewed.current = stageWith('other', 10, new Date(viewed.now))));
    await watchCanary(viewed.tools(), viewed.request({ longest: 60_000 })).catch(() => undefined);
    expect(eventsOf(viewed, 'watching').map(({ deployments }) => deployments.canary)).toEqual([
      'next',
      'other',
    ]);
    const [, second] = eventsOf(viewed, 'watching');
    const first = viewed.events[viewed.events.findIndex((event) => event === second) + 1];
    expect(first).toMatchObject({ event: 'figures', figures: { canary: { requests: 0 } } });
  });

  it('given somebody shifted the canary, then its step begins anew, at that share', async () => {
    const watched = new WatchedCanary();
    after(watched, 3, () => (watched.current = stageWith('next', 30, new Date(watched.now))));
    await watchCanary(watched.tools(), watched.request({ steps }));
    expect(eventsOf(watched, 'shifted')[0]).toMatchObject({ from: 5, to: 30, by: 'somebody-else' });
    expect(watched.changes).toEqual(['shift 50', 'promote']);
  });

  it('given a stage without a canary, then there is nothing to watch', async () => {
    const watched = new WatchedCanary();
    watched.current = { name: 'v1', deploymentId: 'live', variables: {} };
    await expect(watchCanary(watched.tools(), watched.request())).rejects.toMatchObject({ kind: 'conflict' });
  });
});

describe('a canary that is only shown', () => {
  it('given it is unhealthy, then that is said, it is left alone, and the end of time has exit 8', async () => {
    const watched = new WatchedCanary();
    watched.canary = { errors: 0.2 };
    await expect(watchCanary(watched.tools(), watched.request({ longest: 120_000 }))).rejects.toMatchObject({
      kind: 'verification',
      message: 'The canary is unhealthy; it stays at 5 %.',
    });
    expect(watched.changes).toEqual([]);
  });
});
