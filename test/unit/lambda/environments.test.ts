import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
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

/** Says which environment answers, after `hold` milliseconds. */
const source = `const id = Math.random(); exports.handler = async (event) => { if (event.hold) await new Promise((r) => setTimeout(r, event.hold)); return id; };`;

const invoke = ({ runtime }: DeployedTestFunction, event: unknown = {}) =>
  runtime.invoke({ functionArn: 'fn', payload: payloadOf(event) });

describe('environments', () => {
  it('given requests one after the other, when invoked, then one environment serves them all', async () => {
    await withFunction(source, { workerFile: worker.file }, async (deployed) => {
      const ids = [await invoke(deployed), await invoke(deployed), await invoke(deployed)].map((r) =>
        textOf(r.payload),
      );
      expect(new Set(ids).size).toBe(1);
      expect(deployed.runtime.environments).toBe(1);
    });
  });

  it('given requests at the same time, when invoked, then each has an environment of its own', async () => {
    await withFunction(source, { workerFile: worker.file }, async (deployed) => {
      const results = await Promise.all([1, 2, 3, 4].map(() => invoke(deployed, { hold: 50 })));
      expect(new Set(results.map((result) => textOf(result.payload))).size).toBe(4);
    });
  });

  it('given the cap, when more requests come, then they wait in line and all are answered', async () => {
    await withFunction(source, { workerFile: worker.file, maxEnvironments: 2 }, async (deployed) => {
      const results = await Promise.all(Array.from({ length: 10 }, () => invoke(deployed, { hold: 5 })));
      expect(new Set(results.map((result) => textOf(result.payload))).size).toBe(2);
      expect(deployed.runtime.environments).toBe(2);
    });
  });

  it('given idle environments of one function at the cap, when another is invoked, then room is made', async () => {
    await withFunction(source, { workerFile: worker.file, maxEnvironments: 1 }, async (deployed) => {
      await invoke(deployed);
      await deployed.call('PublishVersion', { FunctionName: 'fn' });
      const result = await deployed.runtime.invoke({ functionArn: 'fn:1', payload: payloadOf({}) });
      expect(result.executedVersion).toBe('1');
      expect(deployed.runtime.environments).toBe(1);
    });
  });

  it('given an idle environment, when its time is over, then it ends, and a later request starts another', async () => {
    await withFunction(source, { workerFile: worker.file, idleExpiry: 60_000 }, async (deployed) => {
      const first = textOf((await invoke(deployed)).payload);
      deployed.clock.advance(61_000);
      await new Promise(setImmediate);
      expect(deployed.runtime.environments).toBe(0);
      expect(textOf((await invoke(deployed)).payload)).not.toBe(first);
    });
  });

  it('given a changed function, then the idle environments of its old settings are gone, those of versions stay', async () => {
    await withFunction(source, { workerFile: worker.file }, async (deployed) => {
      await deployed.call('PublishVersion', { FunctionName: 'fn' });
      await invoke(deployed);
      await deployed.runtime.invoke({ functionArn: 'fn:1', payload: payloadOf({}) });
      await deployed.call('UpdateFunctionConfiguration', { FunctionName: 'fn', MemorySize: 256 });
      expect(deployed.runtime.environments).toBe(1);
      await deployed.call('DeleteFunction', { FunctionName: 'fn', Qualifier: '1' });
      expect(deployed.runtime.environments).toBe(0);
    });
  });

  it('given an initialisation that never ends, when ten seconds are over, then the request times out', async () => {
    await withFunction(`for (;;);`, { workerFile: worker.file }, async (deployed) => {
      const pending = invoke(deployed);
      while (!deployed.logs.text.includes('INIT_START')) await new Promise(setImmediate);
      deployed.clock.advance(10_000);
      expect(jsonOf((await pending).payload)).toMatchObject({ errorType: 'Sandbox.Timedout' });
      expect(deployed.logs.text).not.toContain('START RequestId');
    });
  });

  it('given a reserved concurrency, when more requests come, then they are throttled as on AWS', async () => {
    await withFunction(source, { workerFile: worker.file }, async (deployed) => {
      await deployed.call('PutFunctionConcurrency', { FunctionName: 'fn', ReservedConcurrentExecutions: 1 });
      const first = invoke(deployed, { hold: 50 });
      await expect(invoke(deployed)).rejects.toMatchObject({
        code: 'TooManyRequestsException',
        status: 429,
        message: 'Rate Exceeded.',
        members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
      });
      await first;
      expect((await invoke(deployed)).functionError).toBeUndefined();
    });
  });

  it('given an unknown function or version, when invoked, then it is not found', async () => {
    await withFunction(source, { workerFile: worker.file }, async ({ runtime }) => {
      const arn = 'arn:aws:lambda:us-east-1:123456789012:function';
      for (const functionArn of ['none', 'fn:7']) {
        await expect(runtime.invoke({ functionArn, payload: payloadOf({}) })).rejects.toMatchObject({
          code: 'ResourceNotFoundException',
          status: 404,
          message: `Function not found: ${arn}:${functionArn}`,
        });
      }
    });
  });

  it('given code on disk, when Lambda closes, then nothing of it stays', async () => {
    let folder = '';
    await withFunction(
      `exports.handler = async () => __dirname;`,
      { workerFile: worker.file },
      async (deployed) => {
        folder = String(jsonOf((await invoke(deployed)).payload));
        expect(existsSync(folder)).toBe(true);
      },
    );
    expect(existsSync(folder)).toBe(false);
  });
});
