import { GatewayError } from '../gateway/errors.js';
import { nobodyToAsk } from './nobody-to-ask.js';
import { parameterFlagNames } from './parameter-flags.js';

/** A deployment that would have to ask, where nobody is there to answer: everything that would do is listed at once. */
export function nobodyToApprove(): GatewayError {
  return nobodyToAsk('A deployment needs approval', [
    '--yes to approve whatever the plan says',
    '--plan to see the plan first',
    '--prepare to split plan and execution',
  ]);
}

/**
 * A change set holds its parameters and tags; others given with it would be passed over.
 *
 * @param typed names of the flags on the command line
 * @throws GatewayError `usage`
 */
export function assertNothingBesidesChangeSet(typed: ReadonlySet<string>): void {
  const besides = [...parameterFlagNames, 'tag', 'guided'].filter((name) => typed.has(name));
  if (besides.length === 0) return;
  throw new GatewayError('usage', '--execute takes everything from the change set.', {
    reason: `It was planned with its own parameters and tags: ${besides.map((name) => `--${name}`).join(', ')} would have no effect.`,
    next: ['Leave them out', 'Or plan again: aigw deploy --prepare'],
  });
}

/** Tags given as `Key=Value`. @throws GatewayError `usage` */
export function tagsIn(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    tags.map((tag) => {
      const at = tag.indexOf('=');
      if (at < 1)
        throw new GatewayError('usage', `--tag ${tag} is not Key=Value.`, { next: ['--tag team=platform'] });
      return [tag.slice(0, at), tag.slice(at + 1)];
    }),
  );
}
