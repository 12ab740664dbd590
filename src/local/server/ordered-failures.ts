import type { IncomingMessage, ServerResponse } from 'node:http';
import { listFailures, parseFailures, setFailures } from '../control-plane/cloudformation/failures.js';
import type { State } from '../state.js';
import { readBody, sendJson } from './exchange.js';

/** Bytes of an order. */
const limit = 100_000;

/**
 * Serves `/_aws/aigw/failures`: GET lists the failures that CloudFormation has still to produce, PUT replaces them. For tests
 * and demonstrations of what an operator sees when a stack fails.
 */
export async function serveOrderedFailures(
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
): Promise<void> {
  if (request.method === 'PUT') {
    try {
      setFailures(state, parseFailures(JSON.parse(new TextDecoder().decode(await readBody(request, limit)))));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return sendJson(response, 400, { message });
    }
  }
  return sendJson(response, 200, { failures: listFailures(state) });
}
