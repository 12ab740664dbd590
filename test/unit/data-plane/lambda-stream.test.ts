import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:http2';
import { describe, expect, it } from '@jest/globals';
import {
  DELIMITER,
  TestRegion,
  liveStage,
  method,
  snapshotOf,
  streamIntegration,
  streamOf,
  until,
  untilStill,
  withAccessLog,
  withServed,
  type Served,
} from './support.js';

const GROUP = '/aws/apigateway/access';

function streaming(endpointType: 'REGIONAL' | 'EDGE' = 'REGIONAL'): TestRegion {
  const test = new TestRegion();
  const snapshot = snapshotOf(method(streamIntegration));
  const restApi = { ...snapshot.restApi, endpointConfiguration: { types: [endpointType] } };
  const format = '$context.status $context.integration.responseTransferMode $context.responseLength';
  test.live = liveStage({ ...snapshot, restApi }, withAccessLog(format));
  return test;
}

/** A response read as far as it came. */
interface Partial {
  readonly bytes: () => string;
  /** How it ended, once it has. */
  readonly ended: Promise<'clean' | 'broken'>;
  readonly leave: () => void;
}

function openHttp1(gateway: Served): Promise<Partial> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port: gateway.h1Port, path: '/v1/x', agent: false });
    request.on('error', reject).on('response', (response) => {
      let bytes = '';
      const ended = new Promise<'clean' | 'broken'>((settle) => {
        response.on('data', (part: Buffer) => (bytes += part.toString()));
        response.on('end', () => {
          settle(response.complete ? 'clean' : 'broken');
        });
        response.on('error', () => {
          settle('broken');
        });
      });
      resolve({ bytes: () => bytes, ended, leave: () => request.destroy() });
    });
    request.end();
  });
}

function openHttp2(gateway: Served): Promise<Partial> {
  return new Promise((resolve, reject) => {
    const session = connect(gateway.h2Url);
    const stream = session.request({ ':path': '/v1/x' });
    let bytes = '';
    stream.on('error', reject);
    stream.on('data', (part: Buffer) => (bytes += part.toString()));
    const ended = new Promise<'clean' | 'broken'>((settle) => {
      // What comes first is what a client believes: an `end` before the reset would look complete.
      stream.on('end', () => {
        settle('clean');
        session.destroy();
      });
      stream.on('error', () => {
        settle('broken');
        session.destroy();
      });
    });
    stream.on('response', () => {
      resolve({ bytes: () => bytes, ended, leave: () => stream.close(8) });
    });
  });
}

const protocols: [string, (gateway: Served) => Promise<Partial>][] = [
  ['HTTP/1.1', openHttp1],
  ['HTTP/2', openHttp2],
];

describe('a streaming Lambda proxy integration', () => {
  it.each(['call', 'callHttp2'] as const)(
    'over %s, applies the metadata and passes the bytes',
    async (call) => {
      const test = streaming();
      const metadata = {
        statusCode: 201,
        headers: { 'content-type': 'text/event-stream' },
        cookies: ['a=1', 'b=2'],
      };
      test.invokeStreaming = () =>
        streamOf(JSON.stringify(metadata), 'one ', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0]), ' two');
      await withServed(test, async (gateway) => {
        const reply = await gateway[call]('/x');
        expect(reply).toMatchObject({ status: 201, body: 'one \0\0\0\0\0\0\0\0 two' });
        expect(reply.headers).toMatchObject({
          'content-type': 'text/event-stream',
          'set-cookie': ['a=1', 'b=2'],
        });
      });
      await until(() => test.messages(GROUP).length === 1);
      expect(test.messages(GROUP)).toEqual(['201 STREAMED 16']);
    },
  );

  it('given metadata and delimiter cut anywhere, finds them', async () => {
    const whole = Buffer.concat([Buffer.from('{"statusCode":202}'), DELIMITER, Buffer.from('rest')]);
    for (let cut = 1; cut < whole.length; cut++) {
      const test = streaming();
      test.invokeStreaming = async function* () {
        yield whole.subarray(0, cut);
        await Promise.resolve();
        yield whole.subarray(cut);
      };
      await withServed(test, async (gateway) => {
        expect(await gateway.call('/x')).toMatchObject({ status: 202, body: 'rest' });
      });
    }
  });

  it.each(protocols)('over %s, sends each part as soon as it is there', async (_, open) => {
    const test = streaming();
    let release: () => void = () => undefined;
    const second = new Promise<void>((resolve) => (release = resolve));
    test.invokeStreaming = async function* () {
      yield* streamOf('{"statusCode":200}', 'first');
      await second;
      yield Buffer.from(' second');
    };
    await withServed(test, async (gateway) => {
      const response = await open(gateway);
      await until(() => response.bytes() === 'first');
      release();
      expect(await response.ended).toBe('clean');
      expect(response.bytes()).toBe('first second');
    });
  });

  it.each(['call', 'callHttp2'] as const)(
    'over %s, 10,000 chunks arrive in order and equal',
    async (call) => {
      const test = streaming();
      const parts = Array.from(
        { length: 10_000 },
        (_, index) => `${String(index)}:${'x'.repeat(index % 97)}\n`,
      );
      test.invokeStreaming = () => streamOf('{"statusCode":200}', ...parts);
      await withServed(test, async (gateway) => {
        const { body } = await gateway[call]('/x');
        expect(createHash('sha256').update(body).digest('hex')).toBe(
          createHash('sha256').update(parts.join('')).digest('hex'),
        );
      });
    },
  );

  it.each(protocols)(
    'over %s, a function that throws in the middle breaks the connection',
    async (_, open) => {
      const test = streaming();
      test.invokeStreaming = async function* () {
        yield* streamOf('{"statusCode":200}', 'half an ans');
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error('broken');
      };
      await withServed(test, async (gateway) => {
        expect(await (await open(gateway)).ended).toBe('broken');
      });
      expect(test.messages(GROUP)).toEqual(['200 STREAMED 11']);
    },
  );

  it.each(protocols)(
    'over %s, a function that ended with an error breaks the connection',
    async (_, open) => {
      const test = streaming();
      test.invokeStreaming = () => streamOf('{"statusCode":200}', 'half');
      test.streamEnd = () => Promise.resolve({ errorCode: 'Function.ResponseSizeTooLarge' });
      await withServed(test, async (gateway) => {
        expect(await (await open(gateway)).ended).toBe('broken');
      });
    },
  );

  it.each(protocols)('over %s, fewer bytes than its Content-Length break the connection', async (_, open) => {
    const test = streaming();
    test.invokeStreaming = () => streamOf('{"statusCode":200,"headers":{"content-length":"10"}}', 'short');
    await withServed(test, async (gateway) => {
      expect(await (await open(gateway)).ended).toBe('broken');
    });
  });

  it.each(['call', 'callHttp2'] as const)(
    'over %s, a Content-Length of the function is kept',
    async (call) => {
      const test = streaming();
      test.invokeStreaming = () => streamOf('{"statusCode":200,"headers":{"content-length":"5"}}', 'right');
      await withServed(test, async (gateway) => {
        const reply = await gateway[call]('/x');
        expect(reply.headers['content-length']).toBe('5');
        expect(reply.body).toBe('right');
      });
    },
  );

  it.each([
    ['has no delimiter within 16 KB', () => streamOf('{"statusCode":200}'.padEnd(16_384), 'x')],
    [
      'ends before the delimiter',
      async function* () {
        yield await Promise.resolve(Buffer.from('{"statusCode":200}'));
      },
    ],
    ['has metadata that is not JSON', () => streamOf('hello', 'x')],
    ['has an unknown member in its metadata', () => streamOf('{"body":"x"}', 'x')],
    ['has a status that is none', () => streamOf('{"statusCode":42}', 'x')],
  ])('given a stream that %s, answers 500', async (_, stream) => {
    const test = streaming();
    test.invokeStreaming = stream;
    await withServed(test, async (gateway) => {
      expect(await gateway.call('/x')).toMatchObject({
        status: 500,
        body: '{"message": "Internal server error"}',
      });
    });
  });

  it('given a function that fails before its metadata, answers 502', async () => {
    const test = streaming();
    test.invokeStreaming = async function* () {
      await Promise.resolve();
      yield Buffer.from('');
    };
    test.streamEnd = () => Promise.resolve({ errorCode: 'Unhandled' });
    await withServed(test, async (gateway) => {
      expect((await gateway.call('/x')).status).toBe(502);
    });
  });

  it.each(protocols)('over %s, pulls no more than a slow client takes', async (_, open) => {
    const test = streaming();
    const chunk = Buffer.alloc(65_536, 'x');
    let pulled = 0;
    test.invokeStreaming = async function* () {
      yield* streamOf('{"statusCode":200}');
      while (pulled < 256 * 1_048_576) {
        pulled += chunk.length;
        yield chunk;
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await withServed(test, async (gateway) => {
      const paused = await openPaused(gateway, open === openHttp2);
      await untilStill(() => pulled);
      expect(pulled).toBeGreaterThan(0);
      expect(pulled).toBeLessThan(32 * 1_048_576);
      paused();
    });
  });

  it.each(protocols)(
    'over %s, a client that leaves aborts the function and stops the pulling',
    async (_, open) => {
      const test = streaming();
      let returned = false;
      test.invokeStreaming = async function* ({ signal }) {
        try {
          yield* streamOf('{"statusCode":200}', 'first');
          await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        } finally {
          returned = true;
        }
      };
      await withServed(test, async (gateway) => {
        const response = await open(gateway);
        await until(() => response.bytes() === 'first');
        response.leave();
        await until(() => test.invocations[0]?.signal?.aborted === true);
        await until(() => returned);
        await until(() => test.messages(GROUP).length === 1);
      });
      expect(test.messages(GROUP)).toEqual(['200 STREAMED 5']);
    },
  );

  it.each([
    ['REGIONAL', 300_000],
    ['EDGE', 30_000],
  ] as const)(
    'on a %s endpoint, silence of %d ms in the middle breaks the connection',
    async (type, idle) => {
      const test = streaming(type);
      test.invokeStreaming = async function* () {
        yield* streamOf('{"statusCode":200}', 'first');
        await new Promise(() => undefined);
      };
      await withServed(test, async (gateway) => {
        const response = await openHttp1(gateway);
        await until(() => response.bytes() === 'first');
        test.clock.advance(idle - 1);
        expect(test.invocations[0]?.signal?.aborted).toBe(false);
        test.clock.advance(1);
        expect(await response.ended).toBe('broken');
      });
    },
  );

  it('given no metadata in time, answers 504', async () => {
    const test = streaming();
    test.invokeStreaming = async function* () {
      await new Promise(() => undefined);
      yield Buffer.from('');
    };
    await withServed(test, async (gateway) => {
      const reply = gateway.call('/x');
      await until(() => test.invocations.length === 1);
      test.clock.advance(300_000);
      expect((await reply).status).toBe(504);
    });
  });

  it('given a stream that keeps talking, ends it brokenly at TimeoutInMillis', async () => {
    const test = streaming();
    let talk: () => void = () => undefined;
    test.invokeStreaming = async function* () {
      yield* streamOf('{"statusCode":200}', '0');
      for (;;) {
        await new Promise<void>((resolve) => (talk = resolve));
        yield Buffer.from('.');
      }
    };
    await withServed(test, async (gateway) => {
      const response = await openHttp1(gateway);
      await until(() => response.bytes() === '0');
      for (let minutes = 0; minutes < 15; minutes += 3) {
        const seen = response.bytes().length;
        talk();
        await until(() => response.bytes().length > seen);
        test.clock.advance(180_000);
      }
      expect(await response.ended).toBe('broken');
    });
  });

  it('given a HEAD request, sends the head only', async () => {
    const test = streaming();
    await withServed(test, async (gateway) => {
      expect(await gateway.call('/x', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    });
  });
});

/** Opens a response and reads nothing of it; the function returned leaves. */
async function openPaused(gateway: Served, http2: boolean): Promise<() => void> {
  if (!http2) {
    return new Promise((resolve) => {
      const request = httpRequest({ port: gateway.h1Port, path: '/v1/x', agent: false });
      request.on('error', () => undefined);
      request.on('response', () => {
        resolve(() => request.destroy());
      });
      request.end();
    });
  }
  const session = connect(gateway.h2Url);
  const stream = session.request({ ':path': '/v1/x' });
  stream.on('error', () => undefined);
  await new Promise((resolve) => stream.on('response', resolve));
  return () => {
    session.destroy();
  };
}
