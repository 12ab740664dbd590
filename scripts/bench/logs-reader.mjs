/**
 * Reads a log group as `aigw` does, in a process of its own: page after page, or in several windows at once. Says how long it took, how many
 * calls passed, and the checksum of what it read.
 */
import { createHash } from 'node:crypto';
import { connect } from '../../src/aws/connect.ts';
import { systemClock } from '../../src/gateway/clock.ts';
import { CompletenessMeter } from '../../src/gateway/logs/completeness.ts';
import { readPages } from '../../src/gateway/logs/read-pages.ts';
import { readRangeBatches } from '../../src/gateway/logs/read-range.ts';

const [way, endpoint, group, from, to] = process.argv.slice(2);
const { logs } = connect({
  region: 'us-east-1',
  endpoint,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
let calls = 0;
const counting = {
  filter: async (request) => {
    const page = await logs.filter(request);
    calls++;
    return page;
  },
};
const meter = new CompletenessMeter();
const reading = { logs: counting, clock: systemClock, meter, patience: 5 };
const span = { from: Number(from), to: Number(to) };
await logs.groups(group); // Loads the client and opens a connection.

const began = performance.now();
const hash = createHash('sha256');
let events = 0;
for await (const batch of batches()) {
  events += batch.length;
  for (const { timestamp, message } of batch) hash.update(`${timestamp} ${message}\n`);
}
const seconds = (performance.now() - began) / 1_000;
console.log(
  JSON.stringify({ seconds, calls, events, throttled: meter.throttled, sha256: hash.digest('hex') }),
);

async function* batches() {
  if (way === 'windows') yield* readRangeBatches(reading, [{ group }], span);
  else for await (const page of readPages(reading, { group }, span)) yield page.events;
}
