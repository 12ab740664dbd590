import { FilterLogEvents$ } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { JsonShapeDeserializer2 } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { readEventsAnswer } from '../../../src/aws/events-answer.js';
import type { LogEvent } from '../../../src/gateway/logs/log-service.js';

const group = '/aws/aigw/s/access';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '/', '\n', 'é', '\u202e', '\u007f', '\u0085', 'a') }),
);
const time = fc.nat(2 ** 48);
const answer = fc.record(
  {
    events: fc.array(
      fc.record(
        { logStreamName: text, timestamp: time, message: text, ingestionTime: time, eventId: text },
        { noNullPrototype: true },
      ),
      { maxLength: 5 },
    ),
    nextToken: fc.option(text),
    searchedLogStreams: fc.array(fc.record({ logStreamName: text }, { noNullPrototype: true }), {
      maxLength: 2,
    }),
    somethingNew: fc.jsonValue({ maxDepth: 3 }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** Some of the ways to write the same JSON: with blanks, and with characters by their numbers. */
const writing = fc.record({ indent: fc.constantFrom(0, 2), byNumber: fc.boolean() });

function written(value: unknown, { indent, byNumber }: { indent: number; byNumber: boolean }): Buffer {
  const json = JSON.stringify(value, null, indent);
  const numbered = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const escaped = /\\(["\\])|[^\u0000-\u007f]/g;
  return Buffer.from(byNumber ? json.replace(escaped, (all, one?: string) => numbered(one ?? all)) : json);
}

/** The SDK's own reading of an answer. */
async function bySdk(bytes: Buffer) {
  const settings = { timestampFormat: { useTrait: true, default: 7 }, jsonName: false } as const;
  const schema = NormalizedSchema.of(FilterLogEvents$[5] as Parameters<typeof NormalizedSchema.of>[0]);
  return (await new JsonShapeDeserializer2(settings).read(schema, bytes.toString())) as {
    events?: Record<string, unknown>[];
    nextToken?: string;
  };
}

function seen({ id, stream, timestamp, ingestionTime, message }: LogEvent) {
  return { eventId: id, logStreamName: stream, timestamp, ingestionTime, message };
}

describe('an answer of FilterLogEvents, read where it lies', () => {
  it('given any answer in any writing, then it says what the SDK reads in it', async () => {
    await fc.assert(
      fc.asyncProperty(answer, writing, async (value, how) => {
        const bytes = written(value, how);
        const expected = await bySdk(bytes);
        const { events, nextToken } = readEventsAnswer(bytes, group);
        expect(nextToken).toBe(expected.nextToken);
        expect(events.map(seen)).toEqual(expected.events ?? []);
      }),
    );
  });

  it('given a message that is printable ASCII, then it is known to be harmless, and only then', () => {
    fc.assert(
      fc.property(text, writing, (message, how) => {
        const [event] = readEventsAnswer(written({ events: [{ message }] }, how), group).events;
        if (event?.quoted?.plain) expect(message).toMatch(/^[\n\u0008-\u000d\u0020-\u007e]*$/);
        else expect(message).toMatch(/[^\u0020-\u007e]|["\\]/);
        expect(event?.message).toBe(message);
      }),
    );
  });

  it('given an answer that breaks off anywhere, then it is refused and no part of it taken for the whole', () => {
    const whole = JSON.stringify({
      events: [{ message: 'a "b"', timestamp: 12, eventId: '1', logStreamName: 's' }],
      nextToken: null,
      more: [true, { a: -1.5e3 }],
    });
    expect(readEventsAnswer(Buffer.from(whole), group).events).toHaveLength(1);
    for (let length = 0; length < whole.length; length++) {
      expect(() => readEventsAnswer(Buffer.from(whole.slice(0, length)), group)).toThrow(SyntaxError);
    }
  });

  it.each([
    '[]',
    '{"events":{}}',
    '{"events":[5]}',
    '{"events":[{"timestamp":"1"}]}',
    '{"events":[{"timestamp":1.5}]}',
    '{"events":[{"timestamp":-1}]}',
    '{"events":[{"message":5}]}',
    '{"events":[{"message":"a\nb"}]}',
    '{"events":[{"message":"\\q"}]}',
    '{"events":[{"message":"\\u12g4"}]}',
    '{"events":[{"message":"\\u12"}]}',
    '{"events":[]} {}',
    '{"events":[],}',
    '{events:[]}',
    '<html></html>',
    '{"other":nul}',
    '',
  ])('given %j, then it is refused', (json) => {
    expect(() => readEventsAnswer(Buffer.from(json), group)).toThrow(SyntaxError);
  });
});
