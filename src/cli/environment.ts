import { GatewayError } from '../gateway/errors.js';
import { nearestName } from '../gateway/template/nearest-name.js';

/** What has to be known of a flag to read its environment variable. */
interface FlagVariable {
  readonly type: string;
  readonly env?: string;
}

/** Words oclif reads as true, and those that say false; it takes any other word for false. */
const switchWords = ['1', 'true', 'y', 'yes', '0', 'false', 'n', 'no'];

/**
 * Refuses a variable of a switch that says neither yes nor no: `AIGW_AUTHORIZER=on` would turn authorization off in silence.
 *
 * @throws GatewayError `usage`
 */
export function assertSwitchVariables(flags: readonly FlagVariable[], environment: NodeJS.ProcessEnv): void {
  for (const { type, env } of flags) {
    const value = env === undefined ? undefined : environment[env];
    if (type !== 'boolean' || !value || switchWords.includes(value.toLowerCase())) continue;
    throw new GatewayError('usage', `${env ?? ''}=${value} says neither yes nor no.`, {
      next: [`export ${env ?? ''}=true`, `export ${env ?? ''}=false`],
    });
  }
}

/** Variables of ours that no flag reads, and those of another product whose binary has the same name (docs/decisions/005). */
const otherVariables = [
  'AIGW_API_KEY',
  'AIGW_CONFIG_HOME',
  'AIGW_DATA_HOME',
  'AIGW_STATE_HOME',
  'AIGW_RUNTIME_DIR',
  'AIGW_RUN_ID',
];

/** A sentence for each variable that looks like a misspelt one of ours, and so would be passed over in silence. */
export function misspeltVariables(known: readonly string[], environment: NodeJS.ProcessEnv): string[] {
  const all = [...known, ...otherVariables].map(withoutPrefix);
  return Object.keys(environment)
    .filter((name) => name.startsWith('AIGW_') && !all.includes(withoutPrefix(name)))
    .flatMap((name) => {
      const nearest = nearestName(withoutPrefix(name), all);
      return nearest === undefined ? [] : [`${name} is no variable of aigw: did you mean AIGW_${nearest}?`];
    });
}

function withoutPrefix(name: string): string {
  return name.replace(/^AIGW_/, '');
}

/** Whether a variable of a switch is on, read as oclif reads it. */
export function isSwitchedOn(value: string | undefined): boolean {
  return ['1', 'true', 'y', 'yes'].includes((value ?? '').toLowerCase());
}
