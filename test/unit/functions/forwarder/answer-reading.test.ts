import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  answerReader,
  readAnswer,
  type Readings,
} from '../../../../src/functions/forwarder/answer-reading.js';
import { chunkFrame, eventFrame, exceptionFrame } from '../../../support/event-stream.js';

const EVENT_STREAM = { 'content-type': 'application/vnd.amazon.eventstream' };
const JSON_TYPE = { 'content-type': 'application/json' };

/** Reads an answer cut into pieces of the given sizes, again and again, until it is used up. */
function readingsOf(
  headers: Record<string, string>,
  answer: Buffer,
  sizes: readonly number[] = [answer.length],
): Readings {
  const reader = answerReader(headers);
  for (let at = 0, turn = 0; at < answer.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    reader.observe(answer.subarray(at, at + size));
    at += size;
  }
  return readAnswer(headers, reader.text());
}

const CONVERSE_STREAM = Buffer.concat([
  eventFrame('messageStart', { role: 'assistant' }),
  eventFrame('contentBlockDelta', {
    delta: { text: 'He said "inputTokens": 99 and {"usage":{"outputTokens":98}}' },
  }),
  eventFrame('contentBlockStop', { contentBlockIndex: 0 }),
  eventFrame('messageStop', { stopReason: 'end_turn' }),
  eventFrame('metadata', {
    usage: { inputTokens: 12, outputTokens: 34, totalTokens: 46 },
    metrics: { latencyMs: 5 },
  }),
]);

describe('what is read from a ConverseStream answer', () => {
  it('given it in one piece, is the usage in its metadata event', () => {
    expect(readingsOf(EVENT_STREAM, CONVERSE_STREAM)).toMatchObject({ inputTokens: 12, outputTokens: 34 });
  });

  it('given it cut anywhere, is the same', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, (pieces) => {
        expect(readingsOf(EVENT_STREAM, CONVERSE_STREAM, pieces)).toMatchObject({
          inputTokens: 12,
          outputTokens: 34,
        });
      }),
      { verbose: 1 },
    );
  });

  it('given frames too large to keep, in pieces and whole, is still found after them', () => {
    const large = eventFrame('contentBlockDelta', { delta: { text: 'x'.repeat(200_000) } });
    const answer = Buffer.concat([large, CONVERSE_STREAM, large, CONVERSE_STREAM]);
    expect(readingsOf(EVENT_STREAM, answer, [16_384])).toMatchObject({ inputTokens: 12, outputTokens: 34 });
    expect(readingsOf(EVENT_STREAM, answer)).toMatchObject({ inputTokens: 12, outputTokens: 34 });
  });

  it('given a guardrail that stepped in, names that', () => {
    const answer = Buffer.concat([
      eventFrame('messageStop', { stopReason: 'guardrail_intervened' }),
      CONVERSE_STREAM,
    ]);
    expect(readingsOf(EVENT_STREAM, answer)).toMatchObject({ guardrailAction: 'GUARDRAIL_INTERVENED' });
  });

  it('given an exception in the stream, names its type', () => {
    const answer = Buffer.concat([exceptionFrame('throttlingException', { message: 'Slow down' })]);
    expect(readingsOf(EVENT_STREAM, answer)).toMatchObject({ errorType: 'throttlingException' });
  });

  it('given bytes that are no event stream, is nothing, and nothing fails', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 64 }), (bytes, size) => {
        expect(() => readingsOf(EVENT_STREAM, Buffer.from(bytes), [size])).not.toThrow();
      }),
      { verbose: 1 },
    );
  });

  it('given a frame that claims gigabytes, keeps none of it', () => {
    const reader = answerReader(EVENT_STREAM);
    reader.observe(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    for (let i = 0; i < 1_000; i++) reader.observe(CONVERSE_STREAM);
    expect(reader.text()).toBe('');
  });
});

describe('what is read from an InvokeModelWithResponseStream answer', () => {
  it('is in the metrics that Bedrock adds to the last chunk', () => {
    const answer = Buffer.concat([
      chunkFrame({ type: 'content_block_delta', delta: { text: 'hi' }, usage: { input_tokens: 1 } }),
      chunkFrame({
        type: 'message_stop',
        'amazon-bedrock-invocationMetrics': { inputTokenCount: 9, outputTokenCount: 8, invocationLatency: 7 },
        'amazon-bedrock-guardrailAction': 'INTERVENED',
      }),
    ]);
    expect(readingsOf(EVENT_STREAM, answer, [10])).toMatchObject({
      inputTokens: 9,
      outputTokens: 8,
      guardrailAction: 'GUARDRAIL_INTERVENED',
    });
  });
});

describe('what is read from a JSON answer', () => {
  it.each<[string, unknown, Readings]>([
    [
      'Converse',
      { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 } },
      { inputTokens: 1, outputTokens: 2 },
    ],
    ['Anthropic', { usage: { input_tokens: 1, output_tokens: 2 } }, { inputTokens: 1, outputTokens: 2 }],
    ['OpenAI', { usage: { prompt_tokens: 1, completion_tokens: 2 } }, { inputTokens: 1, outputTokens: 2 }],
    ['Llama', { prompt_token_count: 1, generation_token_count: 2 }, { inputTokens: 1, outputTokens: 2 }],
    [
      'Titan Text',
      { inputTextTokenCount: 6, results: [{ tokenCount: 9, outputText: 'hi' }] },
      { inputTokens: 6, outputTokens: 9 },
    ],
    ['Titan embeddings', { embedding: [0.1], inputTextTokenCount: 6 }, { inputTokens: 6 }],
    ['CountTokens', { inputTokens: 5 }, { inputTokens: 5 }],
    ['ApplyGuardrail', { action: 'GUARDRAIL_INTERVENED' }, { guardrailAction: 'GUARDRAIL_INTERVENED' }],
    ['ApplyGuardrail that did nothing', { action: 'NONE' }, { guardrailAction: 'NONE' }],
    ['RetrieveAndGenerate', { guardrailAction: 'INTERVENED' }, { guardrailAction: 'GUARDRAIL_INTERVENED' }],
    ['InvokeModel', { 'amazon-bedrock-guardrailAction': 'NONE' }, { guardrailAction: 'NONE' }],
    [
      'Converse with a guardrail',
      { stopReason: 'guardrail_intervened' },
      { guardrailAction: 'GUARDRAIL_INTERVENED' },
    ],
  ])('of %s', (_, document, readings) => {
    expect(readingsOf(JSON_TYPE, Buffer.from(JSON.stringify(document)), [7])).toEqual(readings);
  });

  it('given megabytes before it, is found at the end, and little is kept', () => {
    const document = { output: 'x'.repeat(2_000_000), usage: { inputTokens: 3, outputTokens: 4 } };
    const reader = answerReader(JSON_TYPE);
    const answer = Buffer.from(JSON.stringify(document));
    for (let at = 0; at < answer.length; at += 1_000) reader.observe(answer.subarray(at, at + 1_000));
    expect(reader.text().length).toBeLessThan(70_000);
    expect(readAnswer(JSON_TYPE, reader.text())).toMatchObject({ inputTokens: 3, outputTokens: 4 });
  });

  it.each(['x', '"', '"inputTokens":', '\\"', '{"usage":'])(
    'given nothing but %j over and over, is read in time that grows with its length only',
    (piece) => {
      const text = piece.repeat(60_000 / piece.length);
      const started = process.cpuUsage();
      readAnswer(JSON_TYPE, text);
      expect(process.cpuUsage(started).user).toBeLessThan(500_000);
    },
  );

  it('given a model that talks of tokens, is not what it says', () => {
    const words = '"usage":{"inputTokens":666,"outputTokens":667},"stopReason":"guardrail_intervened"';
    const answer = Buffer.from(JSON.stringify({ output: words, usage: { inputTokens: 1, outputTokens: 2 } }));
    expect(readingsOf(JSON_TYPE, answer)).toEqual({ inputTokens: 1, outputTokens: 2 });
  });

  it('given counts in headers, is those', () => {
    const headers = {
      ...JSON_TYPE,
      'x-amzn-bedrock-input-token-count': '10',
      'x-amzn-bedrock-output-token-count': '20',
    };
    expect(readingsOf(headers, Buffer.from('{"generation":"hi"}'))).toMatchObject({
      inputTokens: 10,
      outputTokens: 20,
    });
  });

  it('of server-sent events is in the last that has any', () => {
    const events =
      'data: {"usage":null}\n\ndata: {"usage":{"prompt_tokens":4,"completion_tokens":5}}\n\ndata: [DONE]\n\n';
    expect(readingsOf({ 'content-type': 'text/event-stream' }, Buffer.from(events), [11])).toMatchObject({
      inputTokens: 4,
      outputTokens: 5,
    });
  });
});
