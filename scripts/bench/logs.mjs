/**
 * Reading logs: `aigw logs tail` against `aws logs filter-log-events` on the same local endpoint, in turns in the same run; several time
 * windows at once against page after page; what is left of a limit on calls; how memory grows with the number of events.
 *
 * The server is the local AWS in a process of its own. Events are spread evenly over half an hour.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { accessLine, forwarderLine, shortLine } from './log-lines.mjs';
import { median } from './statistics.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const aigw = join(root, 'bin', 'run.js');
const reader = join(root, 'scripts', 'bench', 'logs-reader.mjs');
const access = '/aws/aigw/bedrock-llm-gateway/access';
const forwarder = '/aws/aigw/bedrock-llm-gateway/forwarder';
const halfHour = 1_800_000;
const rounds = 5;
const keeping = { mostEvents: 1_300_000, mostBytes: 2 ** 31 };
/** Over a network, at what AWS lets pass in us-east-1 (docs/aws-facts.md). */
const asAws = { pageMs: 150, filterCallsPerSecond: 25 };

/** @returns {Promise<import('./run.mjs').Row[]>} */
export async function run() {
  return [
    ...(await backlog()),
    ...(await windows()),
    ...(await limited()),
    ...(await memory()),
    ...(await following()),
  ];
}

/**
 * 100,000 lines of a group: of the forwarder's as it is, of which a quarter are read for what they tell; short ones alone; and of the
 * access log, long ones that are all read. From an endpoint that answers at AWS's pace, and from one that answers at once.
 */
async function backlog() {
  const rows = [];
  for (const [pace, options] of [
    ['150 ms a page, 25 calls a second', asAws],
    ['pages at once', {}],
  ]) {
    for (const [source, group, lineOf, lines] of [
      ['forwarder', forwarder, forwarderLine, "lines of the forwarder's log"],
      ['forwarder', forwarder, shortLine, 'short lines'],
      ['access', access, accessLine, 'lines of the access log'],
    ]) {
      const what = `${lines} (${averageLength(lineOf)} bytes), ${pace}`;
      const measure = (server) => against(server, source, group, lineOf, what);
      rows.push(await withServer({ ...keeping, ...options }, measure));
    }
  }
  return rows;
}

async function against(server, source, group, lineOf, what) {
  const end = await fill(server, group, 100_000, lineOf);
  const span = ['--since', iso(end - halfHour), '--until', iso(end)];
  const ours = [aigw, 'logs', 'tail', '--source', source, ...span, '--json'];
  const theirs = ['logs', 'filter-log-events', '--log-group-name', group, '--output', 'json'];
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push((await timed(server, process.execPath, ours)).seconds);
    times.theirs.push((await timed(server, 'aws', theirs)).seconds);
  }
  const [mine, peer] = [median(times.ours), median(times.theirs)];
  const note = `${perSecond(100_000, mine)}, ${perSecond(100_000, peer)}`;
  return row(
    `logs tail: events per second, 100,000 ${what}`,
    'aws logs filter-log-events',
    peer / mine,
    3,
    false,
    note,
  );
}

function averageLength(lineOf) {
  const lengths = Array.from({ length: 1_000 }, (_, at) => lineOf(at).length);
  return Math.round(lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
}

/** Pages that take 150 ms, as over a network. */
async function windows() {
  return withServer({ ...keeping, pageMs: 150, pageEvents: 1_000 }, async (server) => {
    const end = await fill(server, forwarder, 100_000, shortLine);
    const read = (way) => readBy(way, server, forwarder, end);
    const [several, one] = [await read('windows'), await read('pages')];
    if (several.sha256 !== one.sha256) throw new Error('Windows gave other events, or in another order.');
    const note = `${several.seconds.toFixed(1)} s in ${several.calls} calls, ${one.seconds.toFixed(1)} s in ${one.calls}; same ${one.events} events in the same order`;
    return [
      row(
        'reading in windows: time at 150 ms a page',
        'page after page',
        several.seconds / one.seconds,
        0.35,
        true,
        note,
      ),
    ];
  });
}

/** A limit of 5 calls a second: what that many calls take at least. */
async function limited() {
  return withServer({ ...keeping, filterCallsPerSecond: 5, pageEvents: 1_000 }, async (server) => {
    const end = await fill(server, forwarder, 100_000, shortLine);
    const { seconds, calls, throttled } = await readBy('windows', server, forwarder, end);
    const note = `${seconds.toFixed(1)} s for ${calls} calls; asked to wait ${throttled} times`;
    return [
      row(
        'reading in windows: time under 5 calls a second',
        'calls ÷ 5',
        seconds / (calls / 5),
        1.1,
        true,
        note,
      ),
    ];
  });
}

/** The most memory that `aigw logs tail` ever held. */
async function memory() {
  const peak = async (count) =>
    withServer(keeping, async (server) => {
      const end = await fill(server, forwarder, count, shortLine);
      const argv = [
        'logs',
        'tail',
        '--source',
        'forwarder',
        '--since',
        iso(end - halfHour),
        '--until',
        iso(end),
        '--json',
      ];
      const { megabytes, lines } = await timed(server, process.execPath, [aigw, ...argv], true);
      if (lines !== count + 1) throw new Error(`${lines} lines instead of ${count + 1}`);
      return megabytes;
    });
  const [few, many] = [await peak(100_000), await peak(1_000_000)];
  const note = `${many.toFixed(0)} MB, ${few.toFixed(0)} MB`;
  return [
    row('logs tail: memory for 1,000,000 events', '100,000 events', many / few, 1.2, true, note),
    row('logs tail: memory for 100,000 events', '150 MB', few / 150, 1, true, `${few.toFixed(0)} MB`),
  ];
}

/** The most memory that a tail held while it followed events as they came, twelve times as many a second as in the simulation of 20 minutes, by Live Tail and polling; and whether all came. */
async function following() {
  return withServer(keeping, async (server) => {
    const count = 50_000;
    const argv = [
      'logs',
      'tail',
      '--follow',
      '--source',
      'forwarder',
      '--since',
      '10m',
      '--json',
      '--limit',
      String(count),
    ];
    const tail = timed(server, process.execPath, [aigw, ...argv], true);
    await setTimeout(5_000);
    await putAsTheyCome(server, forwarder, count);
    const { megabytes, lines } = await tail;
    const note = `${megabytes.toFixed(0)} MB; ${lines - 1} of ${count} events`;
    return [
      row(
        'logs tail --follow: memory while 1,000 events come each second',
        '150 MB',
        megabytes / 150,
        1,
        true,
        note,
      ),
    ];
  });
}

/** A thousand events within a millisecond, each second. */
async function putAsTheyCome({ url }, logGroupName, count) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchLogsClient({ endpoint: url, region: 'us-east-1', credentials });
  const stream = { logGroupName, logStreamName: 'live' };
  await client.send(new CreateLogStreamCommand(stream));
  for (let first = 0; first < count; first += 1_000) {
    const timestamp = Date.now();
    const logEvents = Array.from({ length: 1_000 }, (_, at) => ({
      timestamp,
      message: shortLine(first + at),
    }));
    await client.send(new PutLogEventsCommand({ ...stream, logEvents }));
    await setTimeout(1_000);
  }
  client.destroy();
}

async function withServer(logs, work) {
  const home = await mkdtemp(join(tmpdir(), 'aigw-bench-'));
  const settings = JSON.stringify({ port: 0, version: 'bench', bedrock: 'model', pace: 0, logs });
  const env = { ...process.env, XDG_STATE_HOME: home, HOME: home };
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=3000', join(root, 'dist/local/main.js'), settings],
    {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  try {
    let url;
    for await (const line of createInterface({ input: child.stderr })) {
      url = /listening on (\S+)/.exec(line)?.[1];
      if (url) break;
    }
    child.stderr.resume();
    const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    const server = {
      url,
      env: {
        ...env,
        ...keys,
        AWS_ENDPOINT_URL: url,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
      },
    };
    await timed(server, process.execPath, [aigw, 'deploy', '--yes']);
    return await work(server);
  } finally {
    child.kill();
    await once(child, 'exit');
    await rm(home, { recursive: true, force: true });
  }
}

/** Puts events into a group, evenly over half an hour. @returns the end of it */
async function fill({ url }, logGroupName, count, lineOf) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchLogsClient({ endpoint: url, region: 'us-east-1', credentials });
  const stream = { logGroupName, logStreamName: 'bench' };
  await client.send(new CreateLogStreamCommand(stream));
  const end = Date.now() - 60_000;
  const longest = Math.max(...Array.from({ length: 4 }, (_, at) => lineOf(at).length));
  const batch = Math.min(10_000, Math.floor(900_000 / (longest + 30)));
  for (let first = 0; first < count; first += batch) {
    const logEvents = Array.from({ length: Math.min(batch, count - first) }, (_, at) => ({
      timestamp: end - halfHour + Math.floor(((first + at) * halfHour) / count),
      message: lineOf(first + at),
    }));
    await client.send(new PutLogEventsCommand({ ...stream, logEvents }));
  }
  client.destroy();
  return end;
}

function readBy(way, { url, env }, group, end) {
  const argv = ['--import', 'tsx', reader, way, url, group, end - halfHour, end].map(String);
  return output(spawn(process.execPath, argv, { env, cwd: root, stdio: ['ignore', 'pipe', 'inherit'] }));
}

async function output(child) {
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return JSON.parse(text);
}

/** Runs a program with its output thrown away, or counted. */
async function timed({ env }, program, argv, counted = false) {
  const began = performance.now();
  const child = spawn(program, argv, { env, stdio: ['ignore', counted ? 'pipe' : 'ignore', 'ignore'] });
  let lines = 0;
  child.stdout?.on('data', (chunk) => {
    for (const byte of chunk) if (byte === 10) lines++;
  });
  let megabytes = 0;
  const watching = setInterval(() => (megabytes = Math.max(megabytes, peakMegabytes(child.pid))), 20);
  const [code] = await once(child, 'close');
  clearInterval(watching);
  if (code !== 0) throw new Error(`${program} ${argv.join(' ')} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1_000, megabytes, lines };
}

/** The most that a process has held so far (Linux). */
function peakMegabytes(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function row(what, peer, ratio, aim, lowerIsBetter, note) {
  return { what, peer, ratio, aim, lowerIsBetter, note };
}

function perSecond(events, seconds) {
  return `${Math.round(events / seconds).toLocaleString('en-US')} events/s`;
}

function iso(time) {
  return new Date(time).toISOString();
}
