import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { zipInlineCode } from '../../../src/local/control-plane/lambda/index.js';
import {
  jsonOf,
  payloadOf,
  textOf,
  withFunction,
  type DeployedTestFunction,
} from '../../support/deployed-function.js';
import { bundleFunctionWorker } from '../../support/function-worker.js';

let worker: Awaited<ReturnType<typeof bundleFunctionWorker>>;
beforeAll(async () => {
  worker = await bundleFunctionWorker();
});
afterAll(() => worker.remove());

const deploy = (
  source: string,
  body: (deployed: DeployedTestFunction) => Promise<void>,
  settings: object = {},
) => withFunction(source, { workerFile: worker.file }, body, settings);

const invoke = ({ runtime }: DeployedTestFunction, event: unknown = {}, functionArn = 'fn') =>
  runtime.invoke({ functionArn, payload: payloadOf(event) });

/** Moves the clock as soon as the function has written `text` to its log. */
async function advanceWhenLogged(
  { clock, logs }: DeployedTestFunction,
  text: string,
  ms: number,
): Promise<void> {
  while (!logs.text.includes(text)) await new Promise(setImmediate);
  clock.advance(ms);
}

describe('a function that returns', () => {
  it('given an async handler, when invoked, then its value is the payload and the context is complete', async () => {
    const source = `exports.handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() });`;
    await deploy(source, async (deployed) => {
      const result = await invoke(deployed, { a: 1 });
      expect(result.functionError).toBeUndefined();
      expect(jsonOf(result.payload)).toMatchObject({
        event: { a: 1 },
        context: {
          functionName: 'fn',
          functionVersion: '$LATEST',
          memoryLimitInMB: '128',
          logGroupName: '/aws/lambda/fn',
          logStreamName: expect.stringMatching(/^2026\/11\/20\/\[\$LATEST\][0-9a-f]{32}$/),
          invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:fn',
          awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      });
      expect(jsonOf(result.payload).left).toBeLessThanOrEqual(3000);
    });
  });

  it('given a handler that returns nothing, when invoked, then the payload is null', async () => {
    await deploy(`exports.handler = async () => undefined;`, async (deployed) => {
      expect(textOf((await invoke(deployed)).payload)).toBe('null');
    });
  });

  it('given an ES module, when invoked, then its handler answers', async () => {
    const source = `exports.nested = { handler: () => 'sync' };`;
    await deploy(
      source,
      async (deployed) => {
        expect(textOf((await invoke(deployed)).payload)).toBe('"sync"');
      },
      { Handler: 'index.nested.handler' },
    );
  });

  it('given secrets in the environment of the operator, when a function looks, then it sees only its own', async () => {
    process.env.OPERATOR_SECRET = 'x';
    process.env.AWS_PROFILE = 'operator';
    const source = `exports.handler = async () => process.env;`;
    const variables = { Environment: { Variables: { MODE: 'test' } } };
    await deploy(
      source,
      async (deployed) => {
        const seen = jsonOf((await invoke(deployed)).payload);
        expect(seen).not.toHaveProperty('OPERATOR_SECRET');
        expect(seen).not.toHaveProperty('AWS_PROFILE');
        expect(seen).toMatchObject({
          MODE: 'test',
          AWS_ACCESS_KEY_ID: 'ASIATEST',
          AWS_SECRET_ACCESS_KEY: 'secret',
          AWS_SESSION_TOKEN: 'token',
          AWS_REGION: 'us-east-1',
          AWS_ENDPOINT_URL: 'http://127.0.0.1:4577',
          AWS_LAMBDA_FUNCTION_NAME: 'fn',
          AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
          AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
          _HANDLER: 'index.handler',
          TZ: ':UTC',
        });
      },
      variables,
    );
    delete process.env.OPERATOR_SECRET;
    delete process.env.AWS_PROFILE;
  });

  it('given a published version, when $LATEST changes, then the version still answers as before', async () => {
    await deploy(`exports.handler = async () => 1;`, async (deployed) => {
      const { call, clock } = deployed;
      const published = await call<FunctionConfiguration>('PublishVersion', { FunctionName: 'fn' });
      expect(published.Version).toBe('1');
      await call('UpdateFunctionCode', {
        FunctionName: 'fn',
        ZipFile: zipInlineCode(`exports.handler = async () => 2;`),
      });
      clock.advance(1000);
      expect(textOf((await invoke(deployed, {}, 'fn:1')).payload)).toBe('1');
      expect(textOf((await invoke(deployed)).payload)).toBe('2');
    });
  });
});

describe('a function that fails', () => {
  it('given a handler that throws, when invoked, then the payload has type, message and trace, and the next call works', async () => {
    const source = `let n = 0; exports.handler = async () => { if (n++ === 0) throw new TypeError('no'); return n; };`;
    await deploy(source, async (deployed) => {
      const result = await invoke(deployed);
      expect(result.functionError).toBe('Unhandled');
      expect(jsonOf(result.payload)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' });
      expect(jsonOf(result.payload).trace).toContain('TypeError: no');
      expect(deployed.logs.text).toMatch(
        /\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"no"/,
      );
      expect(textOf((await invoke(deployed)).payload)).toBe('2');
    });
  });

  it('given something thrown that is no error, when invoked, then its type and text are reported', async () => {
    await deploy(`exports.handler = async () => { throw 'text'; };`, async (deployed) => {
      expect(jsonOf((await invoke(deployed)).payload)).toEqual({
        errorType: 'string',
        errorMessage: 'text',
        trace: [],
      });
    });
  });

  it('given a handler that never answers, when its time is over, then it times out and the next call starts anew', async () => {
    const source = `let n = 0; exports.handler = async (event) => {
      console.log('begun'); if (event.wait) await new Promise((r) => setTimeout(r, 1e6)); return ++n; };`;
    await deploy(source, async (deployed) => {
      await invoke(deployed);
      const pending = invoke(deployed, { wait: true });
      while (deployed.logs.text.split('begun').length < 3) await new Promise(setImmediate);
      deployed.clock.advance(3000);
      const result = await pending;
      expect(jsonOf(result.payload)).toEqual({
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Task timed out after 3\.00 seconds$/,
        ),
      });
      expect(deployed.logs.text).toContain('Task timed out after 3.00 seconds');
      expect(deployed.logs.text).toContain('Status: timeout');
      expect(textOf((await invoke(deployed)).payload)).toBe('1');
    });
  });

  it('given an endless loop, when its time is over, then it is stopped all the same', async () => {
    const source = `exports.handler = async () => { console.log('begun'); for (;;); };`;
    await deploy(source, async (deployed) => {
      const pending = invoke(deployed);
      await advanceWhenLogged(deployed, 'begun', 3000);
      expect((await pending).functionError).toBe('Unhandled');
    });
  });

  it.each([
    ['exits', `process.exit(3)`, 'Runtime exited with error: exit status 3'],
    ['exits with 0', `process.exit(0)`, 'Runtime exited without providing a reason'],
    [
      'throws in a timer',
      `setTimeout(() => { throw new Error('late'); })`,
      'Runtime exited with error: exit status 1',
    ],
    ['leaves a rejection', `Promise.reject(new Error('left'))`, 'Runtime exited with error: exit status 1'],
    ['waits for nothing', `null`, 'Runtime exited without providing a reason'],
  ])(
    'given a handler that %s, when invoked, then the runtime has exited and the next call starts anew',
    async (_, statement, message) => {
      const source = `exports.handler = async (event) => { if (event.ok) return 'ok'; ${statement}; await new Promise(() => {}); };`;
      await deploy(source, async (deployed) => {
        const result = await invoke(deployed);
        expect(jsonOf(result.payload)).toEqual({
          errorType: 'Runtime.ExitError',
          errorMessage: expect.stringMatching(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${message}$`)),
        });
        expect(textOf((await invoke(deployed, { ok: true })).payload)).toBe('"ok"');
      });
    },
  );

  it('given a handler that takes more memory than it has, when invoked, then it is killed, and only it', async () => {
    const source = `exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); };`;
    await deploy(source, async (deployed) => {
      expect(jsonOf((await invoke(deployed)).payload).errorMessage).toContain('signal: killed');
    });
  });

  it.each([
    ['has no such export', `exports.other = 1;`, 'index.handler', 'Runtime.HandlerNotFound'],
    ['exports no function', `exports.handler = 1;`, 'index.handler', 'Runtime.HandlerNotFound'],
    ['has no such file', `exports.handler = 1;`, 'app.handler', 'Runtime.ImportModuleError'],
    ['misses a module', `require('no-such-module');`, 'index.handler', 'Runtime.ImportModuleError'],
    ['has a syntax error', `exports.handler = (`, 'index.handler', 'Runtime.UserCodeSyntaxError'],
    ['throws when loaded', `throw new RangeError('at load');`, 'index.handler', 'RangeError'],
    [
      'takes a callback',
      `exports.handler = (event, context, callback) => callback();`,
      'index.handler',
      'Runtime.CallbackHandlerDeprecated',
    ],
    ['is named without an export', `exports.handler = 1;`, 'index', 'Runtime.MalformedHandlerName'],
    ['exits when loaded', `process.exit(1);`, 'index.handler', 'Runtime.ExitError'],
  ])(
    'given a function that %s, when invoked, then its initialisation fails as on Lambda',
    async (_, source, Handler, type) => {
      await deploy(
        source,
        async (deployed) => {
          const result = await invoke(deployed);
          expect(result.functionError).toBe('Unhandled');
          expect(jsonOf(result.payload).errorType).toBe(type);
          expect(deployed.logs.text).toContain(`Status: error\tError Type: ${type}`);
        },
        { Handler },
      );
    },
  );
});

describe('what a function logs', () => {
  const source = `exports.handler = async () => {
    console.log('first %s', 'line'); console.warn('two\\nlines'); console.debug({ a: 1 });
    process.stdout.write('raw 1\\nraw'); process.stdout.write(' 2\\n'); return 'done'; };`;

  it('given text logs, when invoked, then lines are as on Lambda, in order, and the tail has them', async () => {
    await deploy(source, async (deployed) => {
      const { logTail } = await invoke(deployed);
      const id = /START RequestId: (\S+) Version: \$LATEST\n/.exec(deployed.logs.text)?.[1] ?? '';
      const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
      const expected = [
        /^INIT_START Runtime Version: nodejs:24/,
        new RegExp(`^START RequestId: ${id} Version: \\$LATEST\n$`),
        new RegExp(`^${time}\t${id}\tINFO\tfirst line\n$`),
        new RegExp(`^${time}\t${id}\tWARN\ttwo\nlines\n$`),
        new RegExp(`^${time}\t${id}\tDEBUG\t\\{ a: 1 \\}\n$`),
        /^raw 1\n$/,
        /^raw 2\n$/,
        new RegExp(`^END RequestId: ${id}\n$`),
        new RegExp(
          `^REPORT RequestId: ${id}\tDuration: [0-9.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [0-9.]+ ms\t\n$`,
        ),
      ];
      const messages = deployed.logs.lines.map((line) => line.message);
      expect(messages).toHaveLength(expected.length);
      for (const [index, pattern] of expected.entries()) expect(messages[index]).toMatch(pattern);
      expect(logTail).toBe(messages.join(''));
      expect(new Set(deployed.logs.lines.map((line) => `${line.group} ${line.stream}`)).size).toBe(1);
    });
  });

  it('given a second call, when it reports, then there is no init duration and the stream is the same', async () => {
    await deploy(source, async (deployed) => {
      await invoke(deployed);
      const before = deployed.logs.lines.length;
      await invoke(deployed);
      const second = deployed.logs.lines.slice(before);
      expect(second.at(-1)?.message).not.toContain('Init Duration');
      expect(second[0]?.stream).toBe(deployed.logs.lines[0]?.stream);
    });
  });

  it('given JSON logs with levels into another group, when invoked, then format, levels and group are kept', async () => {
    const LoggingConfig = {
      LogFormat: 'JSON',
      ApplicationLogLevel: 'WARN',
      SystemLogLevel: 'WARN',
      LogGroup: '/gateway',
    };
    await deploy(
      `exports.handler = async () => { console.info('quiet'); console.warn('loud', new TypeError('x')); };`,
      async (deployed) => {
        await invoke(deployed);
        expect(deployed.logs.lines).toHaveLength(1);
        expect(deployed.logs.lines[0]?.group).toBe('/gateway');
        expect(deployed.logs.lines[0]?.stream).toMatch(/^2026\/11\/20\/fn\[\$LATEST\][0-9a-f]{32}$/);
        expect(JSON.parse(deployed.logs.text)).toMatchObject({
          level: 'WARN',
          requestId: expect.any(String),
          errorType: 'TypeError',
          errorMessage: 'x',
        });
      },
      { LoggingConfig },
    );
  });

  it('given JSON logs at their default levels, when invoked, then start and report are platform events', async () => {
    await deploy(
      `exports.handler = async () => { console.log({ a: 1 }); };`,
      async (deployed) => {
        await invoke(deployed);
        const events = deployed.logs.lines.map(
          (line) => JSON.parse(line.message) as { type?: string; message?: unknown },
        );
        expect(events.map((event) => event.type ?? event.message)).toEqual([
          'platform.initStart',
          'platform.start',
          { a: 1 },
          'platform.report',
        ]);
      },
      { LoggingConfig: { LogFormat: 'JSON' } },
    );
  });
});
