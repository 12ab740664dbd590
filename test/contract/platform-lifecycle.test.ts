import { APIGatewayClient, CreateRestApiCommand, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  findRunning,
  resetState,
  startDetached,
  stopRunning,
  type LocalSettings,
  type RunningLocal,
} from '../../src/local/lifecycle.js';
import { isProcessAlive } from '../../src/local/process-alive.js';
import { writeRuntimeFile } from '../../src/local/runtime-files.js';
import { LOCAL_CREDENTIALS } from '../support/local-aws.js';

/** What `npm test` has built. */
const ENTRY = resolve('dist/local/main.js');

let home: string;
let state: string;
const started: RunningLocal[] = [];
const homeBefore = process.env['XDG_STATE_HOME'];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'aigw-home-'));
  state = join(home, 'state');
  process.env['XDG_STATE_HOME'] = home;
});
afterEach(async () => {
  for (const { pid } of started.splice(0)) if (isProcessAlive(pid)) process.kill(pid, 'SIGKILL');
  if (homeBefore === undefined) delete process.env['XDG_STATE_HOME'];
  else process.env['XDG_STATE_HOME'] = homeBefore;
  await rm(home, { recursive: true, force: true });
});

async function start(settings: Partial<LocalSettings> = {}): Promise<RunningLocal> {
  const running = await startDetached(
    { port: 0, version: '1.2.3', bedrock: 'model', pace: 0, ...settings },
    ENTRY,
  );
  started.push(running);
  return running;
}

function client({ url }: RunningLocal): APIGatewayClient {
  return new APIGatewayClient({ endpoint: url, region: 'us-east-1', credentials: LOCAL_CREDENTIALS });
}

describe('given a local AWS started in the background', () => {
  it('when it is looked for, then it is found by its port and without one', async () => {
    const running = await start();
    expect(await findRunning(running.port)).toEqual(running);
    expect(await findRunning()).toEqual(running);
    expect(running.version).toBe('1.2.3');
  });

  it('when it is stopped, then its process and its runtime file are gone, and stopping again finds none', async () => {
    const running = await start();
    expect((await stopRunning(running.port))?.pid).toBe(running.pid);
    expect(isProcessAlive(running.pid)).toBe(false);
    expect((await readdir(join(home, 'aigw-aws'))).filter((name) => name.endsWith('.json'))).toEqual([]);
    expect(await stopRunning(running.port)).toBeUndefined();
  });

  it('when it is killed, then the word it left is not believed, and is cleared away', async () => {
    const running = await start();
    process.kill(running.pid, 'SIGKILL');
    while (isProcessAlive(running.pid)) await new Promise((done) => setImmediate(done));
    expect(await findRunning()).toBeUndefined();
    expect((await readdir(join(home, 'aigw-aws'))).filter((name) => name.endsWith('.json'))).toEqual([]);
  });

  it('when it is started again on the same port, then it says that one runs', async () => {
    const running = await start();
    await expect(start({ port: running.port })).rejects.toMatchObject({
      name: 'LocalLifecycleError',
      reason: 'already-running',
    });
  });

  it('when another program has the port, then it says so and leaves nothing behind', async () => {
    const running = await start();
    await rm(join(home, 'aigw-aws', `local-${String(running.port)}.json`));
    await expect(start({ port: running.port })).rejects.toMatchObject({ reason: 'port-in-use' });
  });

  it('when another living process has the id that was left, then it is not taken for ours', async () => {
    const running = {
      pid: process.pid,
      port: 1,
      url: 'http://127.0.0.1:1',
      version: '0',
      startedAt: new Date(0).toISOString(),
      bedrock: 'model',
    } as const;
    await writeRuntimeFile(running);
    expect(await findRunning(1)).toBeUndefined();
  });
});

describe('given a state directory', () => {
  it('when the local AWS is stopped and started again, then everything is still there', async () => {
    const first = await start({ stateDirectory: state });
    const { id } = await client(first).send(new CreateRestApiCommand({ name: 'kept', tags: { a: 'b' } }));
    await stopRunning(first.port);
    const second = await start({ stateDirectory: state });
    const { items } = await client(second).send(new GetRestApisCommand({}));
    expect(items?.map((api) => [api.id, api.name, api.tags])).toEqual([[id, 'kept', { a: 'b' }]]);
  });

  it('when a second local AWS wants the same directory, then it is refused', async () => {
    await start({ stateDirectory: state });
    await expect(start({ stateDirectory: state })).rejects.toMatchObject({ reason: 'bad-state' });
  });

  it('when the state is damaged, then it does not start, and the file is as it was', async () => {
    const first = await start({ stateDirectory: state });
    await stopRunning(first.port);
    await writeFile(join(state, 'state.json'), '{"half');
    await expect(start({ stateDirectory: state })).rejects.toMatchObject({
      reason: 'bad-state',
      message: expect.stringContaining('damaged') as unknown,
    });
  });

  it('when it is reset while one runs, then that one is stopped and the state removed', async () => {
    const first = await start({ stateDirectory: state });
    await client(first).send(new CreateRestApiCommand({ name: 'gone' }));
    expect(await resetState(first.port)).toMatchObject({
      stopped: { pid: first.pid },
      stateDirectory: state,
    });
    expect(existsSync(join(state, 'state.json'))).toBe(false);
  });

  it('when it is reset while one on another port uses it, then nothing is removed', async () => {
    const running = await start({ stateDirectory: state });
    await expect(resetState(running.port + 1, state)).rejects.toMatchObject({ reason: 'bad-state' });
    expect(await findRunning(running.port)).toEqual(running);
  });
});
