import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../src/gateway/errors.js';
import { CompletenessMeter } from '../../../src/gateway/logs/completeness.js';
import { followBatches } from '../../../src/gateway/logs/follow-groups.js';
import { seededRandom } from '../../support/seeded-random.js';
import { virtualTime, type VirtualTime } from '../../support/fakes/virtual-time.js';
import { localLogs, type LocalLogs } from '../../support/local-logs.js';

const minutes = 60_000;
const simulated = 20 * minutes;
const count = 100_000;
const burst = 1_000;
const latest = 60_000;
const start = Date.UTC(2026, 10, 20);
const groups = ['/aws/aigw/s/access', '/aws/aigw/s/forwarder', '/aws/aigw/s/access/Canary'];

interface Arrival {
  readonly at: number;
  readonly timestamp: number;
  readonly group: string;
  readonly messages: readonly string[];
}

/** A burst within one millisecond each minute, the rest spread; a tenth up to a minute late. The third group begins half-way. */
function arrivals(): Arrival[] {
  const random = seededRandom(6);
  const all: Arrival[] = [];
  let made = 0;
  const messages = (length: number) => Array.from({ length }, () => `event ${made++}`);
  for (let minute = 0; minute < 20; minute++) {
    const at = start + minute * minutes + Math.floor(random() * minutes);
    all.push({ at, timestamp: at, group: groups[minute % 2] ?? '', messages: messages(burst) });
  }
  while (made < count) {
    const at = start + Math.floor(random() * simulated);
    const lag = random() < 0.1 ? Math.floor(random() * latest) : 0;
    const canary = at > start + simulated / 2 && random() < 0.2;
    const group = groups[canary ? 2 : made % 2] ?? '';
    all.push({ at, timestamp: at - lag, group, messages: messages(1) });
  }
  return all.sort((a, b) => a.at - b.at);
}

async function write(time: VirtualTime, logs: LocalLogs): Promise<void> {
  let stream = 0;
  for (const { at, timestamp, group, messages } of arrivals()) {
    if (at > time.now() + 100) await time.sleep(at - time.now());
    logs.write(group, timestamp, messages, `stream ${stream++ % 40}`);
  }
}

/** Follows what is written until all of it could have come; counts each message. */
async function follow(liveTail: boolean) {
  const time = virtualTime(start);
  const random = seededRandom(7);
  const disturb = () => {
    const drawn = random();
    if (drawn < 0.03) throw new GatewayError('service', 'The connection was reset.');
    if (drawn < 0.06) throw new GatewayError('limit', 'Rate exceeded.');
  };
  const options = { pageEvents: 2_000, emptyPageEvery: 7, pageMs: 40, liveTailSessionMs: 5 * minutes };
  const logs = localLogs(time, { ...options, filterCallsPerSecond: 10 }, disturb);
  logs.write(groups[0] ?? '', start, ['first']);
  logs.write(groups[1] ?? '', start, ['first']);
  const end = new AbortController();
  const seen = new Map<string, number>();
  const meter = new CompletenessMeter();
  const sources = groups.map((group) => ({ group }));
  const following = async () => {
    const request = {
      logs: logs.service,
      sources,
      from: start - latest,
      clock: time,
      signal: end.signal,
      liveTail,
      meter,
    };
    for await (const batch of followBatches(request)) {
      for (const { message } of batch) seen.set(message, (seen.get(message) ?? 0) + 1);
    }
  };
  const writing = async () => {
    await write(time, logs);
    await time.sleep(3 * minutes);
    end.abort();
  };
  await time.during(Promise.all([following(), writing()]));
  return { seen, meter };
}

describe('given 100,000 events in 20 minutes, bursts of 1,000 in a millisecond, arrivals up to a minute late, empty pages, throttling and broken connections', () => {
  it.each([
    ['polling', false],
    ['Live Tail', true],
  ])(
    'when followed by %s, then none is lost and none comes twice',
    async (_way, liveTail) => {
      const { seen, meter } = await follow(liveTail);
      const lost = Array.from({ length: count }, (_, at) => `event ${at}`).filter(
        (message) => !seen.has(message),
      );
      expect(lost).toEqual([]);
      expect([...seen].filter(([message, times]) => times > 1 && message !== 'first')).toEqual([]);
      expect(meter.events).toBe(count + 2);
      expect(meter.reconnects).toBeGreaterThan(50);
      expect(meter.gaps).toEqual([]);
      expect(meter.late).toBeGreaterThan(0);
      // Bursts of 1,000 are more than the 500 a second that Live Tail delivers.
      if (liveTail) expect(meter.sampled).toBeGreaterThanOrEqual(10);
      else expect(meter.sampled).toBe(0);
    },
    120_000,
  );
});
