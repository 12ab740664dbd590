import { GatewayError } from '../errors.js';
import { releaseVariables } from './snapshot.js';

/** AWS's limits of a stage (DG/limits, BC). */
const mostVariables = 100;
const namePattern = /^[A-Za-z0-9_]{1,64}$/;
const valuePattern = /^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/;

/**
 * Refuses stage variables that AWS would refuse, and those that belong to a release.
 *
 * @throws GatewayError `usage`
 */
export function assertStageVariables(variables: Readonly<Record<string, string>>): void {
  const entries = Object.entries(variables);
  if (entries.length + releaseVariables.length > mostVariables) {
    throw refused(`A stage has at most ${mostVariables} variables, two of them the release's own.`);
  }
  for (const [name, value] of entries) assertStageVariable(name, value);
}

function assertStageVariable(name: string, value: string): void {
  if (releaseVariables.includes(name)) {
    throw refused(`"${name}" names the version of a function: only a release sets it.`);
  }
  if (!namePattern.test(name)) {
    throw refused(`"${name}" cannot name a stage variable: letters, digits and _, at most 64.`);
  }
  if (!valuePattern.test(value)) {
    throw refused(
      `The value of stage variable "${name}" has to be 1 to 512 of: letters, digits, - . _ ~ : / ? # & = ,`,
    );
  }
}

function refused(what: string): GatewayError {
  return new GatewayError('usage', what, { reason: 'Nothing was changed.' });
}
