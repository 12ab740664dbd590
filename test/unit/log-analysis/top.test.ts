import { describe, expect, it } from '@jest/globals';
import { Chalk } from 'chalk';
import fc from 'fast-check';
import { RecentRequests } from '../../../src/gateway/log-analysis/recent-requests.js';
import type { RequestFigures } from '../../../src/gateway/log-analysis/request-joiner.js';
import {
  afterKey,
  arranged,
  firstControls,
  sortings,
  type TopControls,
} from '../../../src/gateway/log-analysis/top-controls.js';
import { topFrame, type TopView } from '../../../src/terminal/top-frame.js';
import { terminalAttacks, terminalControls } from '../../support/terminal-attacks.js';

const plain = new Chalk({ level: 0 });
const colored = new Chalk({ level: 1 });

function request(given: Partial<RequestFigures>): RequestFigures {
  return { time: 59_000, status: 200, inputTokens: 0, outputTokens: 0, ...given };
}

function figures(requests: readonly RequestFigures[]) {
  const recent = new RecentRequests(60_000);
  for (const one of requests) recent.add(one);
  return recent.figures(60_000);
}

function view(requests: readonly RequestFigures[], controls: Partial<TopControls> = {}): TopView {
  return {
    title: 'gw us-east-1',
    notice: '',
    figures: figures(requests),
    controls: { ...firstControls, ...controls },
  };
}

function pressed(keys: string, from = firstControls): TopControls | undefined {
  return [...keys].reduce<TopControls | undefined>((now, key) => now && afterKey(now, key), from);
}

describe('requests of the last while', () => {
  it('given some in the window and some before it, then counts those in it', () => {
    const { total, tenants, models, requests } = figures([
      request({ time: -1, tenant: 'old' }),
      request({ time: 1, tenant: 'a', model: 'm', latency: 100, outputTokens: 60 }),
      request({ tenant: 'a', status: 429 }),
      request({ tenant: 'b', status: 500, inputTokens: 120 }),
    ]);
    expect(total).toMatchObject({
      requests: 3,
      perSecond: 0.05,
      throttled: 1,
      serverErrors: 1,
      outputTokensPerSecond: 1,
    });
    expect(tenants.map(({ key, requests: count }) => [key, count])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(models.map(({ key }) => key)).toEqual(['m', '-']);
    expect(requests).toHaveLength(60);
    expect([requests[0], requests[59]]).toEqual([1, 2]);
  });

  it('given more than are kept, then says that the figures are of the newest', () => {
    const recent = new RecentRequests(60_000);
    for (let at = 0; at < 110_001; at++) recent.add(request({}));
    expect(recent.figures(60_000).overflow).toBe(true);
    expect(recent.figures(200_000).overflow).toBe(false);
  });
});

describe('the keys', () => {
  it('given q or Ctrl-C, then the operator leaves, and from within the filter by Ctrl-C alone', () => {
    expect(pressed('q')).toBeUndefined();
    expect(pressed('\u0003')).toBeUndefined();
    expect(pressed('/q')).toMatchObject({ typing: true, filter: 'q' });
    expect(pressed('/q\u0003')).toBeUndefined();
  });

  it('given s, then goes through all sortings and begins again', () => {
    const seen = sortings.map((_, at) => pressed('s'.repeat(at))?.sorting);
    expect(seen).toEqual(sortings);
    expect(pressed('s'.repeat(sortings.length))).toEqual(firstControls);
  });

  it('given a filter, then it is typed, corrected, applied, and cleared', () => {
    expect(pressed('/acmr\u007fe\r')).toMatchObject({ filter: 'acme', typing: false });
    expect(pressed('/acme\r\u001b')).toMatchObject({ filter: '' });
    expect(pressed('/acme\u001b')).toEqual(firstControls);
    expect(pressed(`/${'x'.repeat(100)}`)?.filter).toHaveLength(64);
  });

  it.each(['\u001b[A', '\u001bOP', 'x', '\u0000', '\u009b'])(
    'given %j, which means nothing, then nothing changes',
    (key) => {
      expect(afterKey(firstControls, key)).toEqual(firstControls);
      const typing = { ...firstControls, typing: true };
      expect(afterKey(typing, key)).toEqual(key === 'x' ? { ...typing, filter: 'x' } : typing);
    },
  );
});

describe('the order of rows', () => {
  const { tenants } = figures([
    request({ tenant: 'busy', latency: 5 }),
    request({ tenant: 'busy', latency: 5 }),
    request({ tenant: 'slow', latency: 900 }),
    request({ tenant: 'failing', status: 500 }),
    request({ tenant: 'talking', outputTokens: 9_000 }),
  ]);
  const first = (controls: Partial<TopControls>) =>
    arranged(tenants, { ...firstControls, ...controls })[0]?.key;

  it('given each sorting, then the row that stands out comes first', () => {
    expect(sortings.map((sorting) => first({ sorting }))).toEqual([
      'busy',
      'failing',
      'slow',
      'talking',
      'busy',
    ]);
    expect(first({ sorting: 'name', reversed: true })).toBe('talking');
  });

  it('given a filter, then shows what has it in its name, whatever its case', () => {
    expect(arranged(tenants, { ...firstControls, filter: 'SL' }).map(({ key }) => key)).toEqual(['slow']);
  });
});

describe('the frame', () => {
  const busy = Array.from({ length: 40 }, (_, at) =>
    request({
      tenant: `tenant-${at}`,
      model: `a.model-with-a-long-name-${at % 7}-v1:0`,
      latency: at * 300,
      status: at % 9 ? 200 : 500,
    }),
  );

  it('given any size, then it never has more lines than rows, nor a line longer than the columns', () => {
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 200 }),
      rows: fc.integer({ min: 1, max: 60 }),
    });
    const controls = fc.record({
      view: fc.constantFrom('both' as const, 'tenants' as const, 'models' as const),
      typing: fc.boolean(),
      filter: fc.constantFrom('', '1', 'nothing has this'),
      paused: fc.boolean(),
    });
    fc.assert(
      fc.property(size, controls, (screen, chosen) => {
        const lines = topFrame(view(busy, chosen), screen, plain);
        expect(lines.length).toBeLessThanOrEqual(screen.rows);
        expect(lines.filter((line) => line.length > Math.max(16, screen.columns))).toEqual([]);
      }),
    );
  });

  it('given 110 columns and 24 rows, then shows tenants and models, the rest in a word, and the keys', () => {
    const text = topFrame(view(busy), { columns: 110, rows: 24 }, plain).join('\n');
    expect(text).toMatch(/^gw us-east-1 · 0\.7 req\/s · 13 % errors · p95/);
    expect(text).toMatch(/\nTENANT .*REQ\/S .*OUT\/S\n/);
    expect(text).toMatch(/and \d+ more\n\nMODEL /);
    expect(text).toMatch(/\nq quit {2}s sort \(requests\)/);
  });

  it.each(terminalAttacks)(
    'given a tenant and a model named %s, then nothing of it acts on the terminal',
    (_what, text) => {
      const frame = topFrame(
        view([request({ tenant: text, model: text })], { filter: text, typing: true }),
        { columns: 120, rows: 20 },
        colored,
      );
      expect(terminalControls(frame.join('\n'))).toEqual([]);
      expect(frame).toHaveLength(20);
      expect(frame.filter((line) => line.includes('\n'))).toEqual([]);
    },
  );
});
