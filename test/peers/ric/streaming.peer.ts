import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectText, payloadOf, withFunction } from '../../support/deployed-function.js';
import { bundleFunctionWorker } from '../../support/function-worker.js';
import { RuntimeApi } from './runtime-api.js';

const METADATA = `stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { a: 'b' } });`;
const LATER = `await new Promise((resolve) => setTimeout(resolve, 5));`;

/** What a handler does with its response stream. None of it ends the process: what does is in the unit tests. */
const HANDLERS: Readonly<Record<string, string>> = {
  'writes text, bytes and an object': `stream.write('a'); stream.write(Buffer.from('b')); stream.write({ c: 1 }); stream.end();`,
  'writes a number': `stream.write(5); stream.end();`,
  'writes in another encoding': `stream.write('c3a9', 'hex'); stream.end();`,
  'writes nothing that can be written': `stream.write(null);`,
  'ends without a write': `stream.end();`,
  'ends with an object': `stream.end({ a: 1 });`,
  'corks and uncorks': `stream.cork(); stream.write('a'); stream.write('b'); stream.uncork(); stream.end();`,
  'writes after metadata': `${METADATA} stream.write('x'); stream.end('y');`,
  'writes an empty text after metadata': `${METADATA} stream.write(''); stream.end();`,
  'only ends after metadata': `${METADATA} stream.end('only');`,
  'pipes after metadata': `${METADATA} await pipeline(Readable.from(['1', '2', '3']), stream);`,
  'sets metadata twice': `${METADATA} ${METADATA} stream.write('x'); stream.end();`,
  'sets metadata after a write': `stream.write('x'); ${METADATA} stream.end();`,
  'sets the content type too late': `stream.write('x'); stream.setContentType('text/plain');`,
  'returns a value': `stream.write('x'); stream.end(); return 5;`,
  'throws before any byte': `throw new RangeError('early');`,
  'throws after metadata': `${METADATA} throw new RangeError('early');`,
  'throws after bytes': `stream.write('part'); ${LATER} throw new RangeError('late');`,
  'throws after the end': `stream.end('all'); throw new RangeError('too late');`,
  'writes after the end': `stream.end('all'); ${LATER} stream.write('more');`,
  'looks at its stream': `stream.write('x'); stream.end(JSON.stringify([stream.writable, stream.writableEnded, stream.destroyed,
    stream.writableHighWaterMark, typeof stream.pipe, Object.keys(stream).sort()]));`,
};

const SOURCE = `const { pipeline } = require('node:stream/promises');
const { Readable } = require('node:stream');
const handlers = {
${Object.entries(HANDLERS)
  .map(([name, body]) => `${JSON.stringify(name)}: async (stream) => { ${body} },`)
  .join('\n')}
};
exports.handler = awslambda.streamifyResponse((event, stream) => handlers[event.handler](stream));`;

let folder: string;
let worker: Awaited<ReturnType<typeof bundleFunctionWorker>>;
let api: RuntimeApi;
let amazons: ChildProcess;

beforeAll(async () => {
  worker = await bundleFunctionWorker();
  folder = await mkdtemp(path.join(tmpdir(), 'aigw-ric-streaming-'));
  await writeFile(path.join(folder, 'index.js'), SOURCE);
  await writeFile(path.join(folder, 'package.json'), '{"type":"commonjs"}');
  api = new RuntimeApi();
  amazons = startAmazonsRuntime(await api.start());
});

afterAll(async () => {
  amazons.kill();
  await api[Symbol.asyncDispose]();
  await worker.remove();
  await rm(folder, { recursive: true });
});

function startAmazonsRuntime(runtimeApi: string): ChildProcess {
  const env = {
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: folder,
    AWS_LAMBDA_FUNCTION_NAME: 'fn',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/fn',
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
  };
  return spawn(process.env.NODE24 ?? process.execPath, [process.env.RIC ?? ''], { env, stdio: 'ignore' });
}

describe('the response stream of the local Lambda and that of Amazon’s runtime interface client', () => {
  it.each(Object.keys(HANDLERS))(
    'given a handler that %s, when it runs in both, then bytes and error are the same',
    async (handler) => {
      const posted = await api.invoke({ handler });
      await withFunction(SOURCE, { workerFile: worker.file }, async ({ runtime }) => {
        const { chunks, completed } = await runtime.invokeStreaming({
          functionArn: 'fn',
          payload: payloadOf({ handler }),
        });
        expect(await collectText(chunks)).toBe(posted.raw.toString());
        expect((await completed).errorCode).toBe(posted.errorType);
      });
    },
  );
});
