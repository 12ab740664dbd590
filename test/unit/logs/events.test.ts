import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  FilterLogEventsResponse,
  GetLogEventsResponse,
  PutLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import fc from 'fast-check';
import { createLogs } from '../../../src/local/control-plane/logs/index.js';
import { State } from '../../../src/local/state.js';
import { ManualClock, makeRoomRegion } from '../../support/room-region.js';

const DAY = 24 * 60 * 60_000;
let clock: ManualClock;
let state: State;
let logs: ReturnType<typeof createLogs>;

function restart(): void {
  logs = createLogs(makeRoomRegion({ clock, state }));
}

function call<Output = object>(operation: string, input: object): Output {
  const run = logs.operations[operation];
  if (!run) throw new Error(`No operation ${operation}.`);
  return run(input as never, { requestId: 'r', principalArn: 'p' }) as Output;
}

beforeEach(() => {
  clock = new ManualClock();
  state = new State();
  restart();
  call('CreateLogGroup', { logGroupName: 'g' });
  call('CreateLogStream', { logGroupName: 'g', logStreamName: 's' });
});

afterEach(async () => {
  await logs.close?.();
});

const stream = { logGroupName: 'g', logStreamName: 's' };
const lines = (count: number, first = clock.now()) =>
  Array.from({ length: count }, (_, index) => ({ timestamp: first + index, message: `m${String(index)}` }));
const put = (logEvents: object[]) => call<PutLogEventsResponse>('PutLogEvents', { ...stream, logEvents });

describe('PutLogEvents', () => {
  it('given events too old, too new and in time, when put, then only those in time are kept and the others named', () => {
    const now = clock.now();
    const answer = put([
      { timestamp: now, message: 'now' },
      { timestamp: now + 3 * 60 * 60_000, message: 'too new' },
    ]);
    expect(answer.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
    const old = put([
      { timestamp: now - 14 * DAY - 1, message: 'too old' },
      { timestamp: now - 14 * DAY + 1, message: 'just in time' },
    ]);
    expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    const events = call<GetLogEventsResponse>('GetLogEvents', { ...stream, startFromHead: true }).events;
    expect(events?.map((event) => event.message)).toEqual(['just in time', 'now']);
  });

  it('given a retention, when older events are put, then they are named as expired', () => {
    call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 });
    const answer = put([{ timestamp: clock.now() - 2 * DAY, message: 'x' }]);
    expect(answer.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 });
  });

  it.each([
    ['out of order', () => lines(2).reverse(), 'must be in chronological order'],
    ['more than a day apart', () => [...lines(1, 0), ...lines(1)], 'cannot span more than 24 hours'],
    [
      'too large',
      () => [{ timestamp: 1, message: 'x'.repeat(1_048_576) }],
      'Upload too large: 1048602 bytes',
    ],
    ['none', () => [], 'Member must have length greater than or equal to 1'],
    ['without a message', () => [{ timestamp: 1, message: '' }], "at 'logEvents.1.member.message'"],
  ])('given events that are %s, when put, then the batch is refused', (_, make, message) => {
    expect(() => put(make())).toThrow(message);
  });
});

describe('GetLogEvents', () => {
  it('given more events than a page, when read forward, then each comes once and the last token repeats', () => {
    put(lines(25));
    const seen: string[] = [];
    let token: string | undefined;
    for (;;) {
      const page = call<GetLogEventsResponse>('GetLogEvents', {
        ...stream,
        limit: 10,
        startFromHead: true,
        nextToken: token,
      });
      seen.push(...(page.events ?? []).map((event) => event.message ?? ''));
      if (page.nextForwardToken === token) break;
      token = page.nextForwardToken;
    }
    expect(seen).toEqual(lines(25).map((line) => line.message));
  });

  it('given no token, when read, then the newest events come, and the backward token leads to earlier ones', () => {
    put(lines(25));
    const newest = call<GetLogEventsResponse>('GetLogEvents', { ...stream, limit: 10 });
    expect(newest.events?.map((event) => event.message)).toEqual(
      lines(25)
        .slice(15)
        .map((line) => line.message),
    );
    const earlier = call<GetLogEventsResponse>('GetLogEvents', {
      ...stream,
      limit: 10,
      nextToken: newest.nextBackwardToken,
    });
    expect(earlier.events?.[9]?.message).toBe('m14');
  });

  it('given a reader at the end, when new events arrive, then its token finds exactly those', () => {
    put(lines(3));
    const { nextForwardToken } = call<GetLogEventsResponse>('GetLogEvents', {
      ...stream,
      startFromHead: true,
    });
    put(lines(2, clock.now() + 10));
    const page = call<GetLogEventsResponse>('GetLogEvents', { ...stream, nextToken: nextForwardToken });
    expect(page.events?.map((event) => event.message)).toEqual(['m0', 'm1']);
  });

  it('given a start and an end, when read, then the start is included and the end is not', () => {
    put(lines(5));
    const page = call<GetLogEventsResponse>('GetLogEvents', {
      ...stream,
      startTime: clock.now() + 1,
      endTime: clock.now() + 3,
      startFromHead: true,
    });
    expect(page.events?.map((event) => event.message)).toEqual(['m1', 'm2']);
  });

  it('given a token that is none, when read, then it is refused', () => {
    expect(() => call('GetLogEvents', { ...stream, nextToken: 'x' })).toThrow(
      'The specified nextToken is invalid.',
    );
  });
});

function readAll(input: object): { messages: string[]; ids: Set<string>; pages: number } {
  const messages: string[] = [];
  const ids = new Set<string>();
  let nextToken: string | undefined;
  let pages = 0;
  do {
    const page = call<FilterLogEventsResponse>('FilterLogEvents', { ...input, nextToken });
    for (const event of page.events ?? []) {
      messages.push(event.message ?? '');
      ids.add(event.eventId ?? '');
    }
    nextToken = page.nextToken;
    pages += 1;
  } while (nextToken !== undefined);
  return { messages, ids, pages };
}

describe('FilterLogEvents', () => {
  it('given several streams, when searched, then events come in one order with unique ids', () => {
    for (let index = 0; index < 300; index++) {
      logs.logSink.write('g', `s${String(index % 7)}`, [
        { timestamp: clock.now() + index, message: String(index) },
      ]);
    }
    const { messages, ids } = readAll({ logGroupName: 'g', limit: 13 });
    expect(messages).toEqual(Array.from({ length: 300 }, (_, index) => String(index)));
    expect(ids.size).toBe(300);
  });

  it('given few matches among very many events, when searched, then empty pages with a token come before them', () => {
    const many = Array.from({ length: 45_000 }, (_, index) => ({
      timestamp: clock.now(),
      message: `x${String(index)}`,
    }));
    logs.logSink.write('g', 's', many);
    const first = call<FilterLogEventsResponse>('FilterLogEvents', {
      logGroupName: 'g',
      filterPattern: 'x44999',
    });
    expect(first.events).toEqual([]);
    expect(first.nextToken).toBeDefined();
    expect(readAll({ logGroupName: 'g', filterPattern: 'x44999' })).toMatchObject({
      messages: ['x44999'],
      pages: 3,
    });
  });

  it('given large events, when searched, then a page holds at most 1 MB', () => {
    const big = 'x'.repeat(400_000);
    logs.logSink.write(
      'g',
      's',
      [1, 2, 3, 4, 5].map((n) => ({ timestamp: clock.now(), message: `${String(n)}${big}` })),
    );
    const { messages, pages } = readAll({ logGroupName: 'g' });
    expect(messages.map((message) => message[0])).toEqual(['1', '2', '3', '4', '5']);
    expect(pages).toBe(3);
  });

  it('given times, when searched, then both ends are included', () => {
    put(lines(5));
    const input = { logGroupName: 'g', startTime: clock.now() + 1, endTime: clock.now() + 3 };
    expect(readAll(input).messages).toEqual(['m1', 'm2', 'm3']);
  });

  it('given a token older than a day, when used, then it is refused', () => {
    put(lines(5));
    const { nextToken } = call<FilterLogEventsResponse>('FilterLogEvents', { logGroupName: 'g', limit: 1 });
    clock.advance(DAY + 1);
    expect(() => call('FilterLogEvents', { logGroupName: 'g', nextToken })).toThrow(
      'The specified nextToken is invalid.',
    );
  });

  it('given names and a prefix of streams, when both are given, then the search is refused', () => {
    const input = { logGroupName: 'g', logStreamNames: ['s'], logStreamNamePrefix: 's' };
    expect(() => call('FilterLogEvents', input)).toThrow('not both');
  });

  it('given any arrival of events, when paged with any page size, then each comes exactly once, in order', () => {
    const arrivals = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 50 }), stream: fc.constantFrom('a', 'b', 'c') }),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 20 }), (events, limit) => {
        state = new State();
        restart();
        call('CreateLogGroup', { logGroupName: 'g' });
        events.forEach(({ at, stream: name }, index) => {
          logs.logSink.write('g', name, [{ timestamp: at, message: `${String(at)}/${String(index)}` }]);
        });
        const expected = events
          .map(({ at }, index) => ({ at, index }))
          .sort((x, y) => x.at - y.at || x.index - y.index)
          .map(({ at, index }) => `${String(at)}/${String(index)}`);
        expect(readAll({ logGroupName: 'g', limit }).messages).toEqual(expected);
      }),
    );
  });
});

describe('what is kept', () => {
  it('given more events than the cap, when written, then the newest stay and the oldest go', () => {
    for (let batch = 0; batch < 23; batch++) {
      const events = Array.from({ length: 10_000 }, () => ({
        timestamp: clock.now(),
        message: `b${String(batch)}`,
      }));
      logs.logSink.write('g', `s${String(batch % 3)}`, events);
    }
    const { messages } = readAll({ logGroupName: 'g' });
    expect(messages.length).toBeLessThanOrEqual(220_000);
    expect(messages.length).toBeGreaterThanOrEqual(200_000);
    expect(messages[0]).not.toBe('b0');
    expect(messages.at(-1)).toBe('b22');
  });

  it('given a retention, when time goes by, then older events are not found any more', () => {
    call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 });
    put(lines(3));
    clock.advance(DAY + 2);
    expect(readAll({ logGroupName: 'g' }).messages).toEqual(['m2']);
  });

  it('given a restart, when read again, then events are there and new ids do not repeat old ones', () => {
    put(lines(3));
    const before = readAll({ logGroupName: 'g' }).ids;
    restart();
    put(lines(3));
    const after = readAll({ logGroupName: 'g' }).ids;
    expect(after.size).toBe(6);
    expect([...before].every((id) => after.has(id))).toBe(true);
  });

  it('given a group that is deleted, when a service writes to it again, then it is made anew and empty', () => {
    put(lines(3));
    call('DeleteLogGroup', { logGroupName: 'g' });
    expect(logs.logSink.hasGroup('g')).toBe(false);
    logs.logSink.write('g', 's', [{ timestamp: clock.now(), message: 'new' }]);
    expect(readAll({ logGroupName: 'g' }).messages).toEqual(['new']);
  });
});
