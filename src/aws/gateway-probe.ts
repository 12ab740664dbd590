import { GatewayError } from '../gateway/errors.js';
import type { GatewayProbe } from '../gateway/tenant/probe-key.js';

/** Milliseconds. */
const longestAnswer = 30_000;

/** Asks a gateway over HTTPS. Neither headers nor body appear in what it throws. */
export const probeGateway: GatewayProbe = async (url, headers) => {
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(longestAnswer) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    throw new GatewayError('service', `The gateway at ${new URL(url).host} cannot be reached from here.`, {
      reason: 'A private gateway answers only inside its VPC. The key is made.',
      next: ['Try it from where the application runs, or run without --wait.'],
    });
  }
};
