import type { GatewayLogGroups } from '../../log-analysis/log-groups.js';
import type { LogSource } from '../read-pages.js';
import { asksForRequests, type TailConditions } from './conditions.js';
import { servicePattern } from './service-pattern.js';
import { logSources, type LogSourceName } from './tail-line.js';

/** A log group to read, and whose lines it holds. */
export interface TailedGroup extends LogSource {
  readonly source: LogSourceName;
  /** Otherwise it is read only for what it tells of the lines that are shown. */
  readonly shown: boolean;
}

/** Which groups are to be read, and what the service filters of each. */
export function tailedGroups(
  groups: GatewayLogGroups,
  sources: readonly LogSourceName[],
  conditions: TailConditions,
  filter: string | undefined,
): TailedGroup[] {
  return logSources.flatMap((source) => {
    const shown = sources.includes(source);
    if (!shown && !isTold(source, sources, conditions)) return [];
    const pattern = shown && filter !== undefined ? filter : servicePattern(source, conditions);
    return groupsOf(groups, source).map((group) => ({ group, source, shown, pattern }));
  });
}

/** Every group that a source writes to; the canary's begin to exist with the first canary. */
export function groupsOf(groups: GatewayLogGroups, source: LogSourceName): readonly string[] {
  switch (source) {
    case 'access':
      return [groups.access, `${groups.access}/Canary`];
    case 'execution':
      return groups.execution;
    default:
      return [groups[source]];
  }
}

/** Whether lines of a source that is not shown tell what the shown ones lack. */
function isTold(
  source: LogSourceName,
  sources: readonly LogSourceName[],
  conditions: TailConditions,
): boolean {
  if (source === 'forwarder') return sources.includes('access') || conditions.models !== undefined;
  return source === 'access' && asksForRequests(conditions);
}
