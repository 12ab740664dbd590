import { GatewayError } from '../errors.js';
import type { LogService } from '../logs/log-service.js';
import type { Stack } from '../stack/stack-service.js';

/**
 * Refuses to watch where nothing is logged: figures have no other source, because metrics do not tell a canary's requests from others
 * (DG/api-gateway-metrics-and-dimensions).
 *
 * @throws GatewayError `usage` where access logs are switched off, `not-found` where their group is gone
 */
export async function assertAccessLogs(
  logs: Pick<LogService, 'groups'>,
  stack: Stack,
  group: string,
): Promise<void> {
  if (stack.parameters['EnableAccessLogs'] === 'false') {
    throw new GatewayError(
      'usage',
      'The gateway writes no access log, so there is nothing to judge a canary by.',
      {
        reason: 'Access logs are switched off in the stack.',
        next: ['aigw deploy --param EnableAccessLogs=true'],
      },
    );
  }
  const found = await logs.groups(group);
  if (found.some(({ name }) => name === group)) return;
  throw new GatewayError('not-found', `The access log ${group} does not exist.`, {
    reason: 'Somebody deleted it: what is logged meanwhile is lost.',
    next: [`aws logs create-log-group --log-group-name ${group}`],
  });
}
