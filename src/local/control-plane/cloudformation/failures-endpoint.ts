import type { State } from '../../state.js';
import { listFailures, parseFailures, setFailures } from './failures.js';

/** An answer of the failures page. */
export interface FailuresAnswer {
  readonly status: number;
  readonly body: object;
}

/**
 * What `/_aws/aigw/failures` answers, for one region's state: GET lists the failures to come, PUT and POST replace them
 * by those in the body, DELETE clears them.
 */
export function answerFailures(state: State, method: string, body: string): FailuresAnswer {
  if (method === 'GET') return { status: 200, body: { failures: listFailures(state) } };
  if (method === 'DELETE') setFailures(state, []);
  else if (method === 'PUT' || method === 'POST') {
    const problem = replaceFailures(state, body);
    if (problem !== undefined) return { status: 400, body: { message: problem } };
  } else return { status: 405, body: { message: 'Use GET, PUT, POST or DELETE.' } };
  return { status: 200, body: { failures: listFailures(state) } };
}

function replaceFailures(state: State, body: string): string | undefined {
  try {
    setFailures(state, parseFailures(JSON.parse(body)));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
