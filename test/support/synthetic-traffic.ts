import type { Block, Traffic } from '../../src/gateway/canary-watch/traffic.js';

// In Jest every look at a global goes through its environment, which is slow where it happens millions of times.
const { cos, exp, log, sqrt, PI } = Math;

/** How requests of one side turn out. */
export interface Behaviour {
  /** Shares of all requests. */
  readonly errors: number;
  readonly refusals?: number;
  /** By which factor it is slower than usual; `unknown` leaves durations out, which makes long series quick. */
  readonly slower?: number | 'unknown';
}

/** Requests divided between base and canary at random, as API Gateway does it (DG/canary-release). */
export function syntheticBlock(
  random: () => number,
  requests: number,
  share: number,
  base: Behaviour,
  canary: Behaviour = base,
): Block {
  let onCanary = 0;
  for (let made = 0; made < requests; made++) if (random() < share) onCanary += 1;
  return {
    base: syntheticTraffic(random, Math.round(requests) - onCanary, base),
    canary: syntheticTraffic(random, onCanary, canary),
  };
}

function syntheticTraffic(
  random: () => number,
  requests: number,
  { errors, refusals = 0, slower = 1 }: Behaviour,
): Traffic {
  const counted = { requests, errors: 0, refused: 0, latencies: [] as number[], firstBytes: [] as number[] };
  for (let made = 0; made < requests; made++) {
    const draw = random();
    if (draw < errors) counted.errors += 1;
    else if (draw < errors + refusals) counted.refused += 1;
    else if (slower !== 'unknown') counted.latencies.push(usualLatency(random) * slower);
  }
  return counted;
}

/** Milliseconds with a long tail: the median is 200, the 95th percentile about 3.5 times that. */
function usualLatency(random: () => number): number {
  const normal = sqrt(-2 * log(1 - random())) * cos(2 * PI * random());
  return 200 * exp(0.76 * normal);
}
