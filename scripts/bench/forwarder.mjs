/**
 * The forwarder against a bare `node:http` pipe, in the same run: how much it adds to a request, what a request costs in CPU
 * time, how soon a stream begins, how fast a large body goes through.
 *
 * Three processes, as in life: the upstream, the one in the middle (pipe or forwarder) and this one, which asks. The
 * forwarder is the built one with its checks, signature and log line; around it is the least that a runtime does: it makes the event
 * and leads the response stream to the client. Both speak plain HTTP to the upstream. Rounds alternate, and the
 * figures are medians over rounds, so that a disturbance meets both.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { readFile } from 'node:fs/promises';
import { buildFunctions } from '../build-functions.mjs';
import { median } from './statistics.mjs';

const ROUNDS = 7;
const LATENCY_REQUESTS = 400;
const LOAD_REQUESTS = 2_000;
const LOAD_CONCURRENCY = 8;
const STREAM_REQUESTS = 150;
const LARGE_BYTES = 64 * 1024 * 1024;
const MODEL = '/model/amazon.nova-lite-v1%3A0';
const PROMPT = JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'word '.repeat(400) }] }] });
const SERVERS = fileURLToPath(new URL('./forwarder-servers.mjs', import.meta.url));

/** @returns {Promise<import('./run.mjs').Row[]>} */
export async function run() {
  const folder = await mkdtemp(join(tmpdir(), 'aigw-bench-'));
  const servers = [];
  try {
    await buildFunctions(folder);
    await writeFile(
      join(folder, 'index.js'),
      unzipSync(await readFile(join(folder, 'forwarder.zip')))['index.js'],
    );
    const start = async (role, env = {}) => {
      const server = await startServer(role, { ...env, FORWARDER: join(folder, 'index.js') });
      servers.push(server);
      return server;
    };
    const upstream = await start('upstream');
    const pipe = await start('pipe', { UPSTREAM: upstream.url });
    const forwarder = await start('forwarder', { UPSTREAM: upstream.url });
    return rows(await measure(upstream, pipe, forwarder));
  } finally {
    for (const { child } of servers) child.kill();
    await rm(folder, { recursive: true });
  }
}

async function startServer(role, env) {
  const child = fork(SERVERS, [role], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ url }] = await once(child, 'message');
  return { child, url, agent: new Agent({ keepAlive: true, maxSockets: LOAD_CONCURRENCY }) };
}

async function measure(upstream, pipe, forwarder) {
  const results = { direct: emptyResult(), pipe: emptyResult(), forwarder: emptyResult() };
  const servers = { direct: upstream, pipe, forwarder };
  for (const server of Object.values(servers)) await warmUp(server);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, server] of Object.entries(servers)) {
      const result = results[name];
      result.latency.push(median(await timings(server, `${MODEL}/converse`, LATENCY_REQUESTS, 'end')));
      result.firstByte.push(
        median(await timings(server, `${MODEL}/converse-stream`, STREAM_REQUESTS, 'data')),
      );
      if (name === 'direct') continue;
      result.perCpuSecond.push(await requestsPerCpuSecond(server));
      result.throughput.push(await throughput(server));
    }
  }
  return Object.fromEntries(
    Object.entries(results).map(([name, result]) => [
      name,
      Object.fromEntries(Object.entries(result).map(([what, values]) => [what, median(values)])),
    ]),
  );
}

function emptyResult() {
  return { latency: [], firstByte: [], perCpuSecond: [], throughput: [] };
}

async function warmUp(server) {
  await timings(server, `${MODEL}/converse`, LATENCY_REQUESTS, 'end');
  await timings(server, `${MODEL}/converse-stream`, STREAM_REQUESTS, 'data');
  await load(server);
  await throughput(server);
}

/** Milliseconds of each of a row of requests, one after the other, until the first byte or the last. */
async function timings(server, path, count, until) {
  const milliseconds = [];
  for (let i = 0; i < count; i++) milliseconds.push(await ask(server, path, until));
  return milliseconds;
}

function ask({ url, agent }, path, until = 'end') {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let elapsed;
    const outgoing = request(`${url}${path}`, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(PROMPT) },
    });
    outgoing.on('error', reject).on('response', (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} answered ${response.statusCode}`));
      response.once(until, () => {
        elapsed = performance.now() - started;
      });
      response
        .on('data', () => undefined)
        .on('error', reject)
        .on('end', () => resolve(elapsed));
    });
    outgoing.end(PROMPT);
  });
}

async function load(server) {
  let left = LOAD_REQUESTS;
  const worker = async () => {
    while (left-- > 0) await ask(server, `${MODEL}/converse`);
  };
  await Promise.all(Array.from({ length: LOAD_CONCURRENCY }, worker));
}

async function requestsPerCpuSecond(server) {
  const before = await cpuMicroseconds(server);
  await load(server);
  return (LOAD_REQUESTS * 1e6) / ((await cpuMicroseconds(server)) - before);
}

async function cpuMicroseconds({ child }) {
  child.send('cpu');
  const [{ cpu }] = await once(child, 'message');
  return cpu;
}

/** Megabytes per second of one large answer. */
async function throughput(server) {
  return LARGE_BYTES / 1024 / 1024 / ((await ask(server, `${MODEL}/invoke`)) / 1_000);
}

function rows({ direct, pipe, forwarder }) {
  const peer = 'bare node:http pipe';
  const added = (server) => server.latency - direct.latency;
  return [
    {
      what: 'forwarder: added p50',
      peer,
      ratio: added(forwarder) / added(pipe),
      aim: 1.5,
      lowerIsBetter: true,
      note: `${added(forwarder).toFixed(3)} ms, pipe ${added(pipe).toFixed(3)} ms`,
    },
    {
      what: 'forwarder: requests per CPU-second',
      peer,
      ratio: forwarder.perCpuSecond / pipe.perCpuSecond,
      aim: 0.7,
      lowerIsBetter: false,
      note: `${forwarder.perCpuSecond.toFixed(0)}, pipe ${pipe.perCpuSecond.toFixed(0)}`,
    },
    {
      what: 'forwarder: time to first byte of a stream',
      peer,
      ratio: forwarder.firstByte / pipe.firstByte,
      aim: 1.5,
      lowerIsBetter: true,
      note: `${forwarder.firstByte.toFixed(3)} ms, pipe ${pipe.firstByte.toFixed(3)} ms`,
    },
    {
      what: 'forwarder: 64 MB answer, throughput',
      peer,
      ratio: forwarder.throughput / pipe.throughput,
      aim: 0.85,
      lowerIsBetter: false,
      note: `${forwarder.throughput.toFixed(0)} MB/s, pipe ${pipe.throughput.toFixed(0)} MB/s`,
    },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(await run(), undefined, 2));
}
