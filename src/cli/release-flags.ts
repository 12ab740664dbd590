import { Args, Flags } from '@oclif/core';
import { GatewayError } from '../gateway/errors.js';
import { parsePercent } from '../gateway/release/canary/percent.js';
import { parseReleaseMessage } from '../gateway/release/release-message.js';

/** A flag that takes a share of the requests, 0 to 100. */
export const percentFlag = Flags.custom<number>({
  helpValue: 'PERCENT',
  parse: async (text) => parsePercent(text),
});

/** An argument that takes a share of the requests, 0 to 100. */
export const percentArg = Args.custom<number>({ parse: async (text) => parsePercent(text) });

/** What the operator says of a release. */
export const messageFlag = Flags.custom<string>({
  description: 'What this release is, in a line: shown by aigw deployment list.',
  env: 'AIGW_MESSAGE',
  helpValue: 'TEXT',
  parse: async (text) => parseReleaseMessage(text),
});

/** Stage variables given as `name=value`. @throws GatewayError `usage` */
export function variablesIn(given: readonly string[]): Record<string, string> {
  const pairs = given.map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
    throw new GatewayError('usage', `--var ${text} is not name=value.`, { next: ['--var mode=careful'] });
  });
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) !== index);
  if (!twice) return Object.fromEntries(pairs);
  throw new GatewayError('usage', `--var ${twice[0]} is given more than once.`);
}
