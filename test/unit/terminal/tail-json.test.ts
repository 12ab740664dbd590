import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readEventsAnswer } from '../../../src/aws/events-answer.js';
import type { LogEvent } from '../../../src/gateway/logs/log-service.js';
import { readTailLine } from '../../../src/gateway/logs/tail/tail-line.js';
import { OutputBytes } from '../../../src/terminal/output-bytes.js';
import { TailJson } from '../../../src/terminal/tail-json.js';
import { terminalAttacks, terminalControls } from '../../support/terminal-attacks.js';

const time = Date.UTC(2026, 10, 20, 18, 0, 0, 7);

/** What is written of lines, document by document. */
function written(...events: readonly LogEvent[]): Record<string, unknown>[] {
  const [out, json] = [new OutputBytes(16), new TailJson()];
  for (const event of events) json.write(readTailLine(event, 'access'), out);
  const text = out.take().toString();
  expect(terminalControls(text)).toEqual([]);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** An event with a message, as it comes from the service: as it is there, not as a text. */
function answered(message: string): LogEvent {
  const event = { logStreamName: 's', timestamp: time, message, ingestionTime: time, eventId: '1' };
  const [read] = readEventsAnswer(Buffer.from(JSON.stringify({ events: [event] })), '/g').events;
  if (!read) throw new Error('no event');
  return read;
}

describe('lines of a tail as JSON', () => {
  it('given lines of several streams and seconds, then each has its own origin and time in UTC', () => {
    const event = { group: '/g', message: 'm' };
    const lines = written(
      { ...event, stream: 'a', timestamp: time },
      { ...event, stream: 'b', timestamp: time + 60_993 },
      { ...event, stream: 'a', timestamp: time + 60_994, group: '/h' },
    );
    expect(lines).toEqual([
      {
        type: 'line',
        time: '2026-11-20T18:00:00.007Z',
        source: 'access',
        group: '/g',
        stream: 'a',
        message: 'm',
      },
      {
        type: 'line',
        time: '2026-11-20T18:01:01.000Z',
        source: 'access',
        group: '/g',
        stream: 'b',
        message: 'm',
      },
      {
        type: 'line',
        time: '2026-11-20T18:01:01.001Z',
        source: 'access',
        group: '/h',
        stream: 'a',
        message: 'm',
      },
    ]);
  });

  it.each(terminalAttacks)('given a message with %s, then it is exact and harmless', (_what, message) => {
    expect(written(answered(message))).toMatchObject([{ message }]);
  });

  it('given any messages, then they read back as they were stored', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (messages) => {
        expect(written(...messages.map(answered)).map(({ message }) => message)).toEqual(messages);
      }),
    );
  });
});
