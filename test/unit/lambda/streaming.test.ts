import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  collectText,
  payloadOf,
  withFunction,
  type DeployedTestFunction,
} from '../../support/deployed-function.js';
import { bundleFunctionWorker } from '../../support/function-worker.js';

let worker: Awaited<ReturnType<typeof bundleFunctionWorker>>;
beforeAll(async () => {
  worker = await bundleFunctionWorker();
});
afterAll(() => worker.remove());

/** Deploys a streaming handler whose body is `statements` (`event`, `stream`, `context`). */
const stream = (
  statements: string,
  body: (deployed: DeployedTestFunction) => Promise<void>,
  settings: object = {},
) =>
  withFunction(
    `const { pipeline } = require('node:stream/promises'); const { Readable } = require('node:stream');
     exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${statements} });`,
    { workerFile: worker.file },
    body,
    settings,
  );

const open = ({ runtime }: DeployedTestFunction, event: unknown = {}, signal?: AbortSignal) =>
  runtime.invokeStreaming({ functionArn: 'fn', payload: payloadOf(event), signal });

async function outcome(deployed: DeployedTestFunction, event: unknown = {}) {
  const { chunks, completed } = await open(deployed, event);
  const text = await collectText(chunks);
  const { errorCode, errorDetails } = await completed;
  return errorCode === undefined ? { text } : { text, errorCode, errorDetails };
}

const NULS = '\0'.repeat(8);
const withMetadata = `stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { a: 'b' } });`;
const metadata = `{"statusCode":201,"headers":{"a":"b"}}${NULS}`;

describe('the bytes of a streamed response (as aws-lambda-ric sends them)', () => {
  it.each([
    [
      'text, bytes and an object',
      `stream.write('a'); stream.write(Buffer.from('b')); stream.write({ c: 1 }); stream.end();`,
      'ab{"c":1}',
    ],
    [
      'metadata before the first write',
      `${withMetadata} stream.write('x'); stream.end('y');`,
      `${metadata}xy`,
    ],
    ['metadata with an empty write', `${withMetadata} stream.write(''); stream.end();`, metadata],
    ['metadata, but no write: none is sent', `${withMetadata} stream.end('only');`, 'only'],
    [
      'metadata and a pipeline',
      `${withMetadata} await pipeline(Readable.from(['1', '2', '3']), stream);`,
      `${metadata}123`,
    ],
    ['nothing at all', `stream.end();`, ''],
    [
      'text in another encoding',
      `stream.write('ff00', 'hex'); stream.end();`,
      Buffer.from('ff00', 'hex').toString(),
    ],
    [
      'a write after cork',
      `stream.cork(); stream.write('a'); stream.write('b'); stream.uncork(); stream.end();`,
      'ab',
    ],
  ])('given %s, then those bytes come out and the response is complete', async (_, statements, text) => {
    await stream(statements, async (deployed) => {
      expect(await outcome(deployed)).toEqual({ text });
    });
  });

  it('given 10,000 chunks and 20 MB, when read slowly, then all bytes come, in order', async () => {
    const statements = `for (let i = 0; i < 10000; i++) {
      if (!stream.write(String(i).padStart(2000, '.'))) await new Promise((r) => stream.once('drain', r)); } stream.end();`;
    await stream(statements, async (deployed) => {
      const { text } = await outcome(deployed);
      expect(text.length).toBe(20_000_000);
      expect(text.match(/\d+/g)).toEqual(Array.from({ length: 10_000 }, (_, index) => String(index)));
    });
  });

  it('given a reader that does not read, when the function writes, then it is held back', async () => {
    const statements = `let n = 0; const more = () => { while (n < 2000) { n++; if (!stream.write('x'.repeat(10000))) {
      console.log('wrote ' + n); stream.once('drain', more); return; } } stream.end(); }; more(); await new Promise((r) => stream.once('finish', r));`;
    await stream(statements, async (deployed) => {
      const { chunks } = await open(deployed);
      const wrote = () => Number(/.*wrote (\d+)/s.exec(deployed.logs.text)?.[1] ?? 0);
      while (wrote() === 0) await new Promise(setImmediate);
      let before = -1;
      while (before !== wrote()) {
        before = wrote();
        for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
      }
      expect(before).toBeLessThan(100);
      expect((await collectText(chunks)).length).toBe(20_000_000);
    });
  });

  it('given a first chunk and a long wait, when read, then the first chunk is there before the second', async () => {
    await stream(`stream.write('1'); await new Promise((r) => setTimeout(r, 1e6));`, async (deployed) => {
      const { chunks } = await open(deployed);
      for await (const chunk of chunks) {
        expect(Buffer.from(chunk).toString()).toBe('1');
        break;
      }
    });
  });

  it('given a function that does not stream, when its response is streamed, then its JSON is the one chunk', async () => {
    await withFunction(
      `exports.handler = async () => ({ a: 1 });`,
      { workerFile: worker.file },
      async (deployed) => {
        expect(await outcome(deployed)).toEqual({ text: '{"a":1}' });
      },
    );
  });

  it('given a function that streams, when it is invoked plainly, then the payload is all it wrote', async () => {
    await stream(`${withMetadata} stream.write('x'); stream.end();`, async ({ runtime }) => {
      const { payload } = await runtime.invoke({ functionArn: 'fn', payload: payloadOf({}) });
      expect(Buffer.from(payload).toString()).toBe(`${metadata}x`);
    });
  });
});

describe('a streamed response that breaks', () => {
  it.each([
    ['throws before any byte', `throw new RangeError('early');`, '', 'RangeError'],
    [
      'throws after bytes',
      `stream.write('part'); await new Promise((r) => setTimeout(r, 5)); throw new RangeError('late');`,
      'part',
      'RangeError',
    ],
    [
      'destroys the stream: its process ends, as the real runtime does',
      `stream.write('part'); await new Promise((r) => setTimeout(r, 5)); stream.destroy(new TypeError('gone'));`,
      'part',
      'Runtime.ExitError',
    ],
    [
      'writes after the end at once: its process ends',
      `stream.write('all'); stream.end(); stream.write('more');`,
      'all',
      'Runtime.ExitError',
    ],
    ['writes nothing that can be written', `stream.write(null);`, '', 'TypeError'],
    [
      'throws after the end: too late to matter',
      `stream.end('all'); throw new RangeError('x');`,
      'all',
      undefined,
    ],
    [
      'sets the content type too late',
      `stream.write('part'); stream.setContentType('text/plain');`,
      'part',
      'Runtime.InvalidStreamingOperation',
    ],
    [
      'writes after the end',
      `stream.end('all'); await new Promise((r) => setTimeout(r, 5)); stream.write('more');`,
      'all',
      undefined,
    ],
    [
      'exits',
      `stream.write('part'); await new Promise((r) => setTimeout(r, 5)); process.exit(1);`,
      'part',
      'Runtime.ExitError',
    ],
  ])(
    'given a function that %s, then the bytes so far come and the end tells the error',
    async (_, statements, text, code) => {
      await stream(statements, async (deployed) => {
        const result = await outcome(deployed);
        expect(result.text).toBe(text);
        expect(result.errorCode).toBe(code);
        if (code !== undefined)
          expect(JSON.parse(result.errorDetails ?? '')).toMatchObject({ errorType: code });
      });
    },
  );

  it('given a handler that is not async, then the response fails', async () => {
    const source = `exports.handler = awslambda.streamifyResponse((event, stream) => { stream.write('x'); });`;
    await withFunction(source, { workerFile: worker.file }, async (deployed) => {
      expect(await outcome(deployed)).toMatchObject({ errorCode: 'Error' });
    });
  });

  it('given a handler that returns without ending the stream, then the response lasts until the timeout', async () => {
    await stream(`stream.write('part');`, async (deployed) => {
      const { chunks, completed } = await open(deployed);
      const reader = chunks[Symbol.asyncIterator]();
      expect(Buffer.from((await reader.next()).value as Uint8Array).toString()).toBe('part');
      deployed.clock.advance(3000);
      expect(await reader.next()).toEqual({ done: true, value: undefined });
      expect(await completed).toMatchObject({ errorCode: 'Sandbox.Timedout' });
    });
  });
});

describe('a caller that goes away', () => {
  const statements = `const closed = new Promise((r) => stream.once('close', r)); stream.on('error', () => {});
    stream.write('x'); await closed; console.log('closed, destroyed: ' + stream.destroyed);`;

  it('given an abort signal, when it fires, then the stream closes under the function, which runs on', async () => {
    await stream(statements, async (deployed) => {
      const aborted = new AbortController();
      const { chunks, completed } = await open(deployed, {}, aborted.signal);
      const reader = chunks[Symbol.asyncIterator]();
      await reader.next();
      aborted.abort();
      await completed;
      expect(deployed.logs.text).toContain('closed, destroyed: true');
      expect(deployed.logs.text).toContain('REPORT RequestId');
    });
  });

  it('given a caller that left before the function began, then the stream closes under the function all the same', async () => {
    await stream(statements, async (deployed) => {
      const { completed } = await open(deployed, {}, AbortSignal.abort());
      await completed;
      expect(deployed.logs.text).toContain('closed, destroyed: true');
    });
  });

  it('given a reader, when it stops reading, then the stream closes too', async () => {
    await stream(statements, async (deployed) => {
      const { chunks, completed } = await open(deployed);
      for await (const chunk of chunks) {
        expect(chunk.length).toBe(1);
        break;
      }
      await completed;
      expect(deployed.logs.text).toContain('closed, destroyed: true');
    });
  });

  it('given a pipeline from upstream, when the caller goes, then the source is destroyed', async () => {
    const upstream = `const source = new Readable({ read() {} }); source.push('x');
      source.once('close', () => console.log('upstream closed'));
      await pipeline(source, stream).catch((error) => console.log('pipeline ended: ' + error.code));`;
    await stream(upstream, async (deployed) => {
      const aborted = new AbortController();
      const { chunks, completed } = await open(deployed, {}, aborted.signal);
      await chunks[Symbol.asyncIterator]().next();
      aborted.abort();
      await completed;
      expect(deployed.logs.text).toContain('upstream closed');
    });
  });
});
