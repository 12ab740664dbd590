// From nothing to a streamed answer, on this machine: a local AWS of its own, a deployment, a question, the log line it left,
// and everything removed again. Exits 0 only if all of it worked.
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const aigw = join(dirname(dirname(fileURLToPath(import.meta.url))), 'bin', 'run.js');
const question = 'What does an AI gateway do?';

// A state folder of its own: a local AWS that runs already is not disturbed, and is not found by the commands below.
const folder = await mkdtemp(join(tmpdir(), 'aigw-demo-'));
const environment = {
  ...process.env,
  XDG_STATE_HOME: folder,
  XDG_CONFIG_HOME: folder,
  AIGW_LOCAL: '',
  AIGW_STACK: '',
};
for (const name of ['AWS_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_REGION', 'AIGW_LOCAL', 'AIGW_STACK'])
  delete environment[name];

try {
  await run('local', 'start', '--detach', '--port', String(await freePort()));
  await run('deploy', '--local', '--yes');
  const gateway = JSON.parse(await output('status', '--local', '--json'));
  await ask(gateway);
  await showLogLine(gateway);
  await run('destroy', '--local', '--confirm', gateway.stack.name);
} finally {
  await run('local', 'stop').catch((error) => console.error(error.message));
  await rm(folder, { recursive: true, force: true });
}

/** An ordinary Bedrock client: only its endpoint is the gateway's. */
async function ask(gateway) {
  heading(`an unmodified Bedrock client asks: ${question}`);
  const client = new BedrockRuntimeClient({ ...access(), endpoint: gateway.reachableUrl });
  const { stream } = await client.send(
    new ConverseStreamCommand({
      modelId: 'amazon.nova-lite-v1:0',
      messages: [{ role: 'user', content: [{ text: question }] }],
    }),
  );
  let finished = false;
  for await (const event of stream) {
    process.stdout.write(event.contentBlockDelta?.delta?.text ?? '');
    finished ||= event.messageStop !== undefined;
  }
  process.stdout.write('\n');
  client.destroy();
  if (!finished) throw new Error('the answer broke off');
}

async function showLogLine(gateway) {
  const group = gateway.stack.outputs.find((each) => each.key === 'ForwarderLogGroupName')?.value;
  heading(`the line the request left in ${group}`);
  const logs = new CloudWatchLogsClient({ ...access(), endpoint: new URL(gateway.reachableUrl).origin });
  for (let attempt = 0; attempt < 40; attempt++, await delay(250)) {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        filterPattern: '{ $.operation = "ConverseStream" }',
      }),
    );
    if (events.length === 0) continue;
    console.log(events[0].message.trim());
    return;
  }
  throw new Error(`no log line in ${group}`);
}

function access() {
  return { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

/** Runs a command as a person would type it, in full view. */
async function run(...argv) {
  heading(`aigw ${argv.join(' ')}`);
  await finished(spawn(process.execPath, [aigw, ...argv], { env: environment, stdio: 'inherit' }), argv);
}

async function output(...argv) {
  const child = spawn(process.execPath, [aigw, ...argv], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts = [];
  child.stdout.on('data', (part) => parts.push(part));
  await finished(child, argv);
  return Buffer.concat(parts).toString();
}

function finished(child, argv) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`aigw ${argv.join(' ')} ended with ${code}`)),
    );
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function heading(text) {
  const strong = process.stdout.isTTY && !process.env.NO_COLOR ? ['\u001b[1m', '\u001b[0m'] : ['', ''];
  console.log(`\n${strong[0]}▸ ${text}${strong[1]}`);
}
