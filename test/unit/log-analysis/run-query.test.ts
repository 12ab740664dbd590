import { describe, expect, it } from '@jest/globals';
import { askedQuestion } from '../../../src/cli/log-question.js';
import { questions } from '../../../src/gateway/log-analysis/questions.js';
import { runQuery, type QueryTools } from '../../../src/gateway/log-analysis/run-query.js';
import type { InsightsRequest, InsightsResult } from '../../../src/gateway/logs/log-service.js';
import { csv } from '../../../src/terminal/csv.js';
import { fakeClock, recordedProgress } from '../../support/fakes/time-and-progress.js';
import { terminalAttacks, terminalControls } from '../../support/terminal-attacks.js';

const request = { groups: ['one', 'two'], text: 'stats count(*)', from: 0, to: 1_000 };

function tools(results: readonly InsightsResult[], stop = new AbortController()) {
  const started: InsightsRequest[] = [];
  const stopped: string[] = [];
  const left = [...results];
  const progress = recordedProgress();
  const logs: QueryTools['logs'] = {
    groups: (prefix) => Promise.resolve(prefix === 'two' ? [] : [{ name: prefix, arn: prefix }]),
    startQuery: (query) => {
      started.push(query);
      return Promise.resolve('query-1');
    },
    queryResult: () => {
      const [result = { status: 'Running', rows: [] }] = left.splice(0, 1);
      if (left.length === 0 && result.status === 'Running') stop.abort();
      return Promise.resolve(result);
    },
    stopQuery: (id) => {
      stopped.push(id);
      return Promise.resolve();
    },
  };
  return { started, stopped, progress, value: { logs, progress, clock: fakeClock(), signal: stop.signal } };
}

const statistics = { recordsMatched: 1, recordsScanned: 7, bytesScanned: 2_000_000 };

describe('running a query of Logs Insights', () => {
  it('given groups of which one does not exist, then asks the other, shows how far it is, and leaves pointers out', async () => {
    const { value, started, progress } = tools([
      { status: 'Scheduled', rows: [] },
      { status: 'Running', rows: [], statistics },
      {
        status: 'Complete',
        rows: [
          { a: '1', '@ptr': 'x' },
          { a: '2', b: '3' },
        ],
        statistics,
      },
    ]);
    const result = await runQuery(value, request);
    expect(started).toEqual([{ ...request, groups: ['one'] }]);
    expect(result).toMatchObject({
      columns: ['a', 'b'],
      rows: [{ a: '1' }, { a: '2', b: '3' }],
      recordsScanned: 7,
    });
    expect(progress.reports).toEqual([
      '█░░░░░░░░░░░ 0 lines, 0.0 MB, 0 s',
      '░█░░░░░░░░░░ 7 lines, 2.0 MB, 1 s',
    ]);
  });

  it('given an interruption, then stops the query on AWS and says so', async () => {
    const { value, stopped } = tools([{ status: 'Running', rows: [] }]);
    await expect(runQuery(value, request)).rejects.toMatchObject({
      kind: 'declined',
      message: 'Interrupted; the query was stopped on AWS too.',
    });
    expect(stopped).toEqual(['query-1']);
  });

  it.each(['Failed', 'Timeout', 'Cancelled'] as const)(
    'given the status %s, then it failed',
    async (status) => {
      const { value } = tools([{ status, rows: [] }]);
      await expect(runQuery(value, request)).rejects.toMatchObject({ kind: 'service' });
    },
  );

  it('given no group at all, then says which are missing and what helps', async () => {
    const { value, started } = tools([]);
    await expect(runQuery(value, { ...request, groups: ['two'] })).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(started).toEqual([]);
  });
});

describe('the ready questions', () => {
  it('given their names, then each is asked by it, and a misspelt one is guessed', () => {
    for (const { name, text, source } of questions) {
      expect(askedQuestion(name, {})).toEqual({ text, sources: [source] });
    }
    expect(() => askedQuestion('slowst', {})).toThrow('There is no ready question "slowst".');
    expect(askedQuestion(undefined, {})).toBeUndefined();
    expect(askedQuestion(undefined, { text: 'x' })).toEqual({ text: 'x', sources: ['access'] });
    expect(() => askedQuestion('slowest', { text: 'x' })).toThrow(/exclude/);
  });
});

describe('CSV', () => {
  it.each([
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '\n@x',
    '＝1',
    '-2+3+cmd|x',
    '=cmd|x!A0',
  ])('given the formula %j, then the cell is text', (text) => {
    expect(csv([[text]]).replace(/^"/, '')).toMatch(/^'/);
  });

  it.each(['-5', '+3.25', '0.5', '1e9', 'plain', '2026-11-20 19:00'])(
    'given %j, then it stays as it is',
    (text) => {
      expect(csv([[text]])).toBe(text);
    },
  );

  it('given commas, quotes and newlines, then quotes them', () => {
    expect(
      csv([
        ['a,b', 'say "x"', 'two\nlines'],
        ['c', '', 'd'],
      ]),
    ).toBe('"a,b","say ""x""","two\nlines"\nc,,d');
  });

  it.each(terminalAttacks)('given %s, then nothing of it acts on a terminal', (_what, text) => {
    expect(terminalControls(csv([[text, 'x']]))).toEqual([]);
  });
});
