import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { aigw } from '../support/aigw.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const has = (program: string, ...probe: string[]) => spawnSync(program, probe).status === 0;
const itWithCurl = has('curl', '--version') ? it : it.skip;
const itWithBoto3 = has('python3', '-c', 'import boto3') ? it : it.skip;

let local: RunningTestAws;
let folder: string;

beforeAll(async () => {
  local = await startTestAws();
  // Inside the project, so that the snippet finds the SDK as it would in an application of one's own.
  await mkdir(join(root, '.tmp'), { recursive: true });
  folder = await mkdtemp(join(root, '.tmp', 'snippets-'));
  expect((await aigw(['deploy', '--yes'], { endpoint: local.url })).code).toBe(0);
});
afterAll(async () => {
  await local.aws.stop();
  await rm(folder, { recursive: true });
});

/** Every snippet is run as printed: an application has nothing of ours. */
describe('aigw client', () => {
  it('given js, then the snippet runs with the plain SDK and prints the answer', async () => {
    expect(await answerOf(process.execPath, await save('js', 'ask.mjs'))).toMatch(/local model/);
  });

  itWithCurl('given curl, then the snippet runs and prints the answer', async () => {
    expect(JSON.parse(await answerOf('sh', await save('curl', 'ask.sh')))).toMatchObject({
      stopReason: 'end_turn',
    });
  });

  itWithBoto3('given boto3, then the snippet runs and prints the answer', async () => {
    expect(await answerOf('python3', await save('boto3', 'ask.py'))).toMatch(/local model/);
  });

  it('given env, then an SDK that knows nothing of the gateway goes through it', async () => {
    const script = await save('env', 'gateway.env');
    await writeFile(
      join(folder, 'plain.mjs'),
      `import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
       const answer = await new BedrockRuntimeClient({}).send(new ConverseCommand({
         modelId: 'amazon.nova-lite-v1:0', messages: [{ role: 'user', content: [{ text: 'Hi' }] }] }));
       console.log(answer.stopReason);`,
    );
    const both = `. '${script}' && '${process.execPath}' '${join(folder, 'plain.mjs')}'`;
    const { stdout } = await run('sh', ['-c', both], { env: environment() });
    expect(stdout).toBe('end_turn\n');
  });

  it.each(['boto3', 'js', 'curl', 'env'])(
    'given %s and secrets in the environment, then prints none',
    async (kind) => {
      const secrets = { AWS_BEARER_TOKEN_BEDROCK: 'secret-token', AIGW_API_KEY: 'secret-key' };
      const { stdout, stderr } = await aigw(['client', kind, '--debug'], {
        endpoint: local.url,
        env: secrets,
      });
      expect(stdout + stderr).not.toMatch(/secret-/);
    },
  );
});

async function save(kind: string, name: string): Promise<string> {
  const { stdout } = await aigw(['client', kind], { endpoint: local.url });
  await writeFile(join(folder, name), stdout);
  return join(folder, name);
}

async function answerOf(program: string, file: string): Promise<string> {
  return (await run(program, [file], { env: environment() })).stdout;
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
}
