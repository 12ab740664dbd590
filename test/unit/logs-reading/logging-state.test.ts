import { describe, expect, it } from '@jest/globals';
import { gatewayLogGroups } from '../../../src/gateway/log-analysis/log-groups.js';
import { GatewayError } from '../../../src/gateway/errors.js';
import { loggingProblems } from '../../../src/gateway/logs/tail/logging-state.js';
import { logSources, type LogSourceName } from '../../../src/gateway/logs/tail/tail-line.js';
import type { Stack } from '../../../src/gateway/stack/stack-service.js';
import { FakeLogs } from '../../support/fakes/logs.js';
import { virtualTime } from '../../support/fakes/virtual-time.js';

const groups = gatewayLogGroups('s', { apiId: 'a', stageName: 'v1' });
const all = [groups.access, groups.forwarder, groups.authorizer, ...groups.execution];

interface Account {
  readonly there?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly role?: string | GatewayError;
}

/** Problems of an account; with `named`, the operator asked for these sources. */
function problems(
  { there = all, parameters = {}, role = 'arn:role' }: Account,
  named?: readonly LogSourceName[],
) {
  const logs = new FakeLogs(virtualTime());
  for (const group of there) logs.create(group);
  const loggingRole = () =>
    typeof role === 'string' ? Promise.resolve(role || undefined) : Promise.reject(role);
  const stack = { name: 's', parameters } as unknown as Stack;
  const sources = named ?? logSources;
  return loggingProblems({ logs, apis: { loggingRole } }, stack, groups, {
    sources,
    named: named !== undefined,
  });
}

describe('what keeps a gateway from logging', () => {
  it('given everything in place, then nothing', async () => {
    expect(await problems({})).toEqual([]);
  });

  it('given execution logs switched off, then it is said to who asks for them, with the command', async () => {
    const parameters = { ExecutionLogLevel: 'OFF' };
    expect(await problems({ parameters })).toEqual([]);
    expect(await problems({ parameters }, ['execution'])).toEqual([
      'There are no execution logs: they are switched off: aigw deploy --param ExecutionLogLevel=ERROR',
    ]);
  });

  it('given access logs switched off and no group, when asked for, then it fails with the command that mends it', async () => {
    const parameters = { EnableAccessLogs: 'false' };
    const failing = problems({ parameters, there: [groups.forwarder] }, ['access']);
    await expect(failing).rejects.toMatchObject({
      kind: 'not-found',
      next: ['aigw deploy --param EnableAccessLogs=true'],
    });
  });

  it('given a group that was deleted, then it is named with the command that makes it', async () => {
    const there = all.filter((group) => group !== groups.authorizer);
    expect(await problems({ there })).toEqual([
      expect.stringContaining('aws logs create-log-group --log-group-name /aws/aigw/s/authorizer'),
    ]);
  });

  it('given an account without the role, then the command that makes it; without permission to look, nothing', async () => {
    expect(await problems({ role: '' })).toEqual([
      expect.stringContaining('--param ManageApiGatewayAccount=true'),
    ]);
    expect(await problems({ role: new GatewayError('access', 'no') })).toEqual([]);
  });
});
