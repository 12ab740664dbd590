import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { LocalFunctionRuntime } from '../../../src/local/lambda/index.js';
import { systemClock } from '../../../src/local/clock.js';
import type { LocalRegion } from '../../../src/local/region.js';
import { awslambda, callStreaming, type StreamingFunction } from '../../support/awslambda-harness.js';
import { startUpstream, type Respond, type UpstreamServer } from '../../support/upstream-server.js';
import { CASES } from './cases.js';
import { RuntimeApi } from './runtime-api.js';

/** What came out, wherever the function ran. */
interface Outcome {
  readonly raw: Buffer;
  readonly failed: boolean;
}

let folder: string;
let zip: Buffer;
let upstream: UpstreamServer;
let respond: Respond = (_, response) => response.end();
let environment: Record<string, string>;
let api: RuntimeApi;
let runtime: ChildProcess;
let local: LocalFunctionRuntime;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aigw-ric-'));
  const { buildFunctions } = (await import('../../../scripts/build-functions.mjs' as string)) as {
    buildFunctions(outDir: string): Promise<unknown>;
  };
  await buildFunctions(folder);
  zip = await readFile(path.join(folder, 'forwarder.zip'));
  await writeFile(path.join(folder, 'index.js'), unzipSync(zip)['index.js'] ?? '');
  await writeFile(path.join(folder, 'package.json'), '{"type":"commonjs"}');
  upstream = await startUpstream((request, response) => respond(request, response));
  environment = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: upstream.url,
    AWS_LAMBDA_FUNCTION_NAME: 'forwarder',
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/forwarder',
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
    ALLOWED_SERVICES: 'bedrock-runtime',
    ALLOWED_MODELS: '*',
  };
  api = new RuntimeApi();
  runtime = startRuntime(await api.start());
  local = new LocalFunctionRuntime(regionForFunctions(), {
    resolve: () => ({ deployed: deployed(), invokedArn: ARN }),
  });
});

afterAll(async () => {
  await local.close();
  runtime.kill();
  await api[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:forwarder:1';

function startRuntime(runtimeApi: string): ChildProcess {
  const started = spawn(process.env.NODE24 ?? process.execPath, [process.env.RIC ?? ''], {
    env: {
      ...environment,
      AWS_LAMBDA_RUNTIME_API: runtimeApi,
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: folder,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return started;
}

function deployed() {
  return {
    functionName: 'forwarder',
    version: '1',
    generation: '1',
    roleArn: 'arn:aws:iam::123456789012:role/forwarder',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    timeout: 60,
    memorySize: 256,
    variables: environment,
    logging: { group: '/aws/lambda/forwarder', ownGroup: true, format: 'Text' as const },
    codeSha256: 'code',
    zip,
  };
}

/** As much of the local AWS as running a function takes. */
function regionForFunctions(): LocalRegion {
  const region: Partial<LocalRegion> = {
    name: 'us-east-1',
    partition: 'aws',
    accountId: '123456789012',
    clock: systemClock,
    credentials: {
      find: () => undefined,
      issue: (principalArn) => ({ accessKeyId: 'AKID', secretAccessKey: 'secret', principalArn }),
    },
    logSink: { write: () => undefined, hasGroup: () => true },
    endpoint: () => upstream.url,
  };
  return region as LocalRegion;
}

async function underAmazonsRuntime(event: unknown): Promise<Outcome & { contentType: string | undefined }> {
  const posted = await api.invoke(event);
  return { raw: posted.raw, failed: posted.errorType !== undefined, contentType: posted.contentType };
}

async function underLocalLambda(event: unknown): Promise<Outcome> {
  const result = await local.invokeStreaming({
    functionArn: ARN,
    payload: Buffer.from(JSON.stringify(event)),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of result.chunks) chunks.push(chunk);
  return { raw: Buffer.concat(chunks), failed: (await result.completed).errorCode !== undefined };
}

async function underHarness(event: unknown): Promise<Outcome> {
  Object.assign(globalThis, { awslambda });
  Object.assign(process.env, environment);
  const { handler } = createRequire(path.join(folder, 'index.js'))('./index.js') as {
    handler: StreamingFunction;
  };
  const answer = await callStreaming(handler, event);
  return { raw: answer.raw, failed: answer.failure !== undefined };
}

describe('the built forwarder under Amazon’s runtime interface client', () => {
  it.each(CASES.map((given) => [given.name, given] as const))(
    'given %s, has the same bytes out as elsewhere',
    async (_, given) => {
      respond = given.respond;
      const amazons = await underAmazonsRuntime(given.event);
      const ours = await underLocalLambda(given.event);
      const harness = await underHarness(given.event);

      expect(amazons.contentType).toBe('application/vnd.awslambda.http-integration-response');
      expect(amazons.raw.toString('latin1')).toMatch(/^\{"statusCode":\d{3},"headers":\{[^\0]*\}\}\0{8}/);
      expect(ours.raw.equals(amazons.raw)).toBe(true);
      expect(harness.raw.equals(amazons.raw)).toBe(true);
      expect([amazons.failed, ours.failed, harness.failed]).toEqual(Array(3).fill(given.fails ?? false));
    },
  );

  it('given a broken answer before, still serves the next request in the same environment', async () => {
    respond = (_, response) => response.end('still here');
    const { pid } = runtime;
    expect((await underAmazonsRuntime(CASES[0]?.event)).raw.toString()).toContain('still here');
    expect(runtime.pid).toBe(pid);
    expect(runtime.exitCode).toBeNull();
  });
});
