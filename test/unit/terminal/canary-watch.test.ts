import { describe, expect, it } from '@jest/globals';
import { Chalk } from 'chalk';
import type { FiguresEvent, WatchEvent } from '../../../src/gateway/canary-watch/watch-event.js';
import { CanaryView } from '../../../src/terminal/canary-watch.js';

const side = {
  requests: 1_234_567,
  errors: 12_345,
  refused: 99_999,
  errorRate: 0.01,
  latency: { p50: 1_234, p95: 123_456, p99: 899_999 },
  firstByte: { p50: 100, p95: 12_345, p99: 99_999 },
};
const nothing = { requests: 0, errors: 0, refused: 0, errorRate: 0, latency: {}, firstByte: {} };
const time = '2026-11-20T12:34:56.000Z';

function figuresEvent(more: Partial<FiguresEvent> = {}): FiguresEvent {
  return {
    event: 'figures',
    time,
    percent: 12.5,
    observedMs: 3_725_000,
    figures: { base: side, canary: side, share: 0.5 },
    recent: { base: side, canary: side, share: 0.5 },
    verdict: 'not-enough-traffic',
    checks: [
      { check: 'errors', verdict: 'healthy', reason: 'error rate 1.0 % against 1.0 % of base', chance: 1 },
      {
        check: 'latency',
        verdict: 'unhealthy',
        reason: 'p95 \u001b[2J900 ms against 500 ms of base, +50% allowed',
        chance: 0.001,
      },
    ],
    ...more,
  };
}

function viewOf(...events: WatchEvent[]): CanaryView {
  const view = new CanaryView(new Chalk({ level: 0 }));
  const deployments = { base: 'abc123', canary: 'def456' };
  view.note({
    event: 'watching',
    time,
    deployments,
    percent: 5,
    since: time,
    steps: [25, 100],
    everyMs: 300_000,
  });
  for (const event of events) view.note(event);
  return view;
}

describe('the view of a canary', () => {
  it.each([50, 66, 80, 100, 120])(
    'given %d columns, then no line is longer, and nothing acts on the terminal',
    (width) => {
      const looks = Array.from({ length: 100 }, () => figuresEvent());
      const lines = viewOf(...looks).frame(figuresEvent({ blind: 'the access log cannot be read' }), width);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      expect(lines.join('\n')).not.toContain('\u001b');
      expect(lines[0]).toBe('Canary at 12.5 %  not enough traffic to tell');
      expect(lines[1]).toBe('step        1h 2m of 5m, then 25 %');
    },
  );

  it('given room, then plots of both stand beside the figures; given little, that of the canary', () => {
    const view = viewOf(...Array.from({ length: 60 }, () => figuresEvent()));
    const requests = (width: number) =>
      view.frame(figuresEvent(), width).find((line) => line.startsWith('requests'));
    expect(requests(110)).toMatch(/^requests +1,234,567 +1,234,567 {2}█+ {2}█+$/);
    expect(requests(60)).toMatch(/^requests +1,234,567 +1,234,567 {2}█+$/);
  });

  it('given nothing has come yet, then there is a dash and no plot of anything', () => {
    const empty = figuresEvent({
      figures: { base: nothing, canary: nothing },
      recent: { base: nothing, canary: nothing },
    });
    const text = viewOf(empty).frame(empty, 80).join('\n');
    expect(text).toMatch(/no requests yet of 12.5 %/);
    expect(text).toMatch(/^errors +– +–/m);
    expect(text).not.toMatch(/first byte/);
  });

  it('given each kind of event, then its line says when and what', () => {
    const view = viewOf();
    const lines = [
      view.line({ event: 'shifted', time, from: 5, to: 25, by: 'watch' }),
      view.line({ event: 'trouble', time, message: 'Reading failed.' }),
      view.line({
        event: 'ended',
        time,
        verdict: 'healthy',
        percent: 25,
        remains: true,
        reasons: ['All steps are done.'],
      }),
      view.line(figuresEvent()),
    ];
    expect(lines).toEqual([
      '12:34:56  shifted from 5 % to 25 %',
      '12:34:56  ! Reading failed. Trying again.',
      '12:34:56  ended: healthy. All steps are done.',
      expect.stringMatching(
        /^12:34:56 {2}12.5 % {2}not enough traffic to tell · 1,234,567 requests \(base 1,234,567\) · errors 1.0 % \(1.0 %\)/,
      ),
    ]);
  });
});
