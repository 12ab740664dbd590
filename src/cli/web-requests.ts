import type { GatewayProbe } from '../gateway/authorizer/gateway-probe.js';
import type { ReadDocument } from '../gateway/authorizer/issuer-check.js';

/** Milliseconds: a private gateway that cannot be reached from here mostly swallows the attempt. */
const timeLimit = 8_000;
/** Discovery documents and key sets have a few kilobytes. */
const sizeLimit = 256 * 1024;

/** Reaches a gateway as a client on this machine does. A body is not waited for. */
export const gatewayProbe: GatewayProbe = {
  async status({ url, method, headers, body }) {
    try {
      const signal = AbortSignal.timeout(timeLimit);
      const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
      await response.body?.cancel();
      return response.status;
    } catch {
      return undefined;
    }
  },
};

/** Reads a JSON document, from that very URL: redirects are not followed, as the authorizer does not follow them. */
export const readDocument: ReadDocument = async (url) => {
  const signal = AbortSignal.timeout(timeLimit);
  const headers = { accept: 'application/json' };
  const response = await fetch(url, { headers, signal, redirect: 'manual' }).catch((error: unknown) => {
    throw new Error(unreachable(error));
  });
  if (response.status !== 200) throw new Error(`it answers ${response.status}`);
  const text = await response.text();
  if (text.length > sizeLimit) throw new Error('it is too large');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('it is not JSON');
  }
};

/** `fetch` says only that it failed; why is in the cause. */
function unreachable(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeLimit / 1_000} seconds`;
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
