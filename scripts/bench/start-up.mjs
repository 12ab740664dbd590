// How long a command takes, as a ratio to `node -e 0` and to the AWS CLI, measured in turns in the same run.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './statistics.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const aigw = join(root, 'bin', 'run.js');
const rounds = 21;

/** @returns {Promise<import('./run.mjs').Row[]>} */
export async function run() {
  const home = await mkdtemp(join(tmpdir(), 'aigw-bench-'));
  const environment = {
    ...process.env,
    XDG_STATE_HOME: home,
    HOME: home,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  Object.assign(environment, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  const port = '4591';
  command(environment, aigw, 'local', 'start', '--detach', '--port', port);
  environment.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
  try {
    command(environment, aigw, 'deploy', '--yes');
    return await measure(environment);
  } finally {
    command(environment, aigw, 'local', 'stop');
    await rm(home, { recursive: true, force: true });
  }
}

async function measure(environment) {
  const stack = ['cloudformation', 'describe-stacks', '--stack-name', 'bedrock-llm-gateway'];
  const hasAwsCli = spawnSync('aws', ['--version']).status === 0;
  const candidates = {
    node: [process.execPath, '-e', '0'],
    version: [process.execPath, aigw, '--version'],
    help: [process.execPath, aigw, '--help'],
    oneCall: [process.execPath, aigw, 'client', 'env'],
    ...(hasAwsCli && { aws: ['aws', ...stack] }),
  };
  const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, argv] of Object.entries(candidates)) times[name].push(await time(environment, argv));
  }
  const of = (name) => median(times[name]);
  const row = (what, name, peer, aim) => ({
    what,
    peer,
    ratio: of(name) / of(peer),
    aim,
    lowerIsBetter: true,
    note: `${of(name).toFixed(0)} ms / ${of(peer).toFixed(0)} ms`,
  });
  return [
    row('aigw --version', 'version', 'node', 1.8),
    row('aigw --help', 'help', 'node', 2.0),
    row('a one-call command (aigw client env)', 'oneCall', 'node', 3.0),
    ...(hasAwsCli ? [row('a one-call command (aigw client env)', 'oneCall', 'aws', 0.45)] : []),
  ];
}

function time(environment, [file, ...argv]) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const child = spawn(file, argv, { env: environment, stdio: 'ignore' });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Number(process.hrtime.bigint() - began) / 1e6);
      else reject(new Error(`${file} ${argv.join(' ')} ended with ${code}`));
    });
  });
}

function command(environment, file, ...argv) {
  const { status, stderr } = spawnSync(process.execPath, [file, ...argv], {
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`aigw ${argv.join(' ')} ended with ${status}: ${stderr}`);
}
