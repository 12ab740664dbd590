import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { Progress } from '../progress.js';

/** Sends one request to the gateway as a client would, and answers its status. Implemented by `src/aws`. */
export type GatewayProbe = (url: string, headers: Readonly<Record<string, string>>) => Promise<number>;

export interface KeyProbe {
  readonly url: string;
  readonly value: string;
  /** Whether clients send it as a bearer token, and not as `x-api-key`. */
  readonly bearer: boolean;
  /** Milliseconds after which to give up: adding a key "might take a few minutes" (DG/api-gateway-api-usage-plans). */
  readonly patience: number;
}

/** How a client presents a key. */
export function keyHeader(value: string, bearer: boolean): Readonly<Record<string, string>> {
  return bearer ? { authorization: `Bearer ${value}` } : { 'x-api-key': value };
}

/**
 * Asks the gateway until it lets the key in. What it asks for is nothing that costs a model call; once the key works, it counts as one
 * request of the tenant.
 *
 * @throws GatewayError `verification` where it still refuses the key after the given time
 */
export async function waitUntilKeyWorks(
  tools: { readonly probe: GatewayProbe; readonly clock: Clock; readonly progress: Progress },
  { url, value, bearer, patience }: KeyProbe,
): Promise<void> {
  const { probe, clock, progress } = tools;
  await progress.step('Waiting until the key works', async (step) => {
    const until = clock.now() + patience;
    for (let pause = 500; ; pause = Math.min(pause * 1.5, 5_000)) {
      const status = await probe(url, keyHeader(value, bearer));
      if (status !== 401 && status !== 403) break;
      if (clock.now() > until) throw refused(status);
      step.report(`still refused (${status})`);
      await clock.sleep(pause);
    }
    step.conclude('The key works');
  });
}

function refused(status: number): GatewayError {
  return new GatewayError('verification', `The gateway still refuses the key (${status}).`, {
    reason: 'API Gateway can take minutes to learn of a key. The key is made, and stays.',
    next: ['aigw status', 'aigw logs tail'],
  });
}
