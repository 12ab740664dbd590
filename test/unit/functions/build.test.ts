import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { startUpstream } from '../../support/upstream-server.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

type Summary = Record<string, { codeSha256: string; bytes: number; codeBytes: number }>;

let first: string;
let second: string;

/** Builds from a copy of the sources in a new folder, in another time zone, as another machine would. */
async function buildElsewhere(timeZone: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aigw-build-'));
  for (const part of ['src/functions', 'scripts/build-functions.mjs', 'package.json', 'tsconfig.json']) {
    await cp(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  await run(process.execPath, ['scripts/build-functions.mjs', 'out'], {
    cwd: folder,
    env: { ...process.env, TZ: timeZone, NODE_OPTIONS: '' },
  });
  return folder;
}

beforeAll(async () => {
  first = await buildElsewhere('Pacific/Kiritimati');
  second = await buildElsewhere('America/Adak');
});
afterAll(async () => {
  await rm(first, { recursive: true });
  await rm(second, { recursive: true });
});

async function summary(folder: string): Promise<Summary> {
  return JSON.parse(await readFile(path.join(folder, 'out/functions.json'), 'utf8')) as Summary;
}

describe('the build of the functions', () => {
  it.each(['forwarder.zip', 'authorizer.zip', 'functions.json'])(
    'in two folders and time zones gives the same bytes of %s',
    async (file) => {
      const [one, two] = await Promise.all(
        [first, second].map((folder) => readFile(path.join(folder, 'out', file))),
      );
      expect(two).toEqual(one);
    },
  );

  it('names the hash that Lambda will report, and the size', async () => {
    for (const [name, { codeSha256, bytes }] of Object.entries(await summary(first))) {
      const zip = await readFile(path.join(first, 'out', `${name}.zip`));
      expect(codeSha256).toBe(createHash('sha256').update(zip).digest('base64'));
      expect(bytes).toBe(zip.length);
    }
  });

  it('keeps the forwarder at 20 KB and the authorizer at 25 KB', async () => {
    const { forwarder, authorizer } = await summary(first);
    expect(forwarder?.codeBytes).toBeLessThanOrEqual(20_480);
    expect(authorizer?.codeBytes).toBeLessThanOrEqual(25_600);
  });

  it.each(['forwarder', 'authorizer'])('puts one CommonJS index.js into %s', async (name) => {
    const files = unzipSync(await readFile(path.join(first, 'out', `${name}.zip`)));
    expect(Object.keys(files)).toEqual(['index.js']);
    const code = Buffer.from(files['index.js'] ?? []).toString();
    const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module = '']) => module);
    expect(required.filter((module) => !isBuiltin(module))).toEqual([]);
  });
});

/** Loads a built function in a process of its own, as a runtime would, and calls it once. */
async function callBuilt(name: string, event: unknown, env: Record<string, string>): Promise<string> {
  const zip = await readFile(path.join(first, 'out', `${name}.zip`));
  const folder = await mkdtemp(path.join(tmpdir(), 'aigw-function-'));
  await writeFile(path.join(folder, 'index.js'), unzipSync(zip)['index.js'] ?? '');
  await writeFile(path.join(folder, 'run.cjs'), RUNNER);
  const { stdout } = await run(process.execPath, [path.join(folder, 'run.cjs'), JSON.stringify(event)], {
    env,
  });
  await rm(folder, { recursive: true });
  return stdout;
}

const RUNNER = `
const { EventEmitter } = require('node:events');
const stream = new EventEmitter();
let before;
stream.setContentType = () => {};
stream.write = (chunk) => { before?.(); before = undefined; process.stdout.write(chunk); return true; };
stream.end = () => { stream.writableFinished = true; stream.emit('finish'); };
globalThis.awslambda = {
  streamifyResponse: (handler) => handler,
  HttpResponseStream: { from: (s, metadata) => { before = () => process.stdout.write(JSON.stringify(metadata) + '\\n'); return s; } },
};
const { handler } = require('./index.js');
const context = { awsRequestId: 'r', functionVersion: '1', getRemainingTimeInMillis: () => 9000 };
const event = JSON.parse(process.argv[2]);
const call = handler.length > 1 ? handler(event, stream, context) : handler(event, context).then((result) => console.log(JSON.stringify(result)));
call.catch((error) => console.log('threw ' + error.message)).finally(() => process.exit());
`;

describe('the built functions', () => {
  it('forwards: what is bundled is what the sources say', async () => {
    await using upstream = await startUpstream((_, response) => response.end('{"from":"upstream"}'));
    const event = {
      httpMethod: 'POST',
      path: '/model/a.b%3A0/converse',
      pathParameters: { proxy: 'model/a.b:0/converse' },
      multiValueHeaders: { 'Content-Type': ['application/json'] },
      body: '{}',
      requestContext: { requestId: 'request-1' },
    };
    const out = await callBuilt('forwarder', event, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: upstream.url,
      ALLOWED_SERVICES: 'bedrock-runtime',
      ALLOWED_MODELS: 'a.*',
    });
    expect(out).toContain('"statusCode":200');
    expect(out).toContain('{"from":"upstream"}');
    expect(out).toContain('"modelId":"a.b:0"');
    expect(upstream.requests).toMatchObject([
      { url: '/model/a.b%3A0/converse', headers: { host: 'bedrock-runtime.eu-west-1.amazonaws.com' } },
    ]);
  });

  it('authorizes nobody', async () => {
    expect(await callBuilt('authorizer', { headers: {} }, {})).toContain('threw Unauthorized');
    expect(await callBuilt('authorizer', { headers: { Authorization: 'Bearer x' } }, {})).toContain(
      '"Effect":"Deny"',
    );
  });
});
