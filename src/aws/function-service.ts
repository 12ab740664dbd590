import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  type GetFunctionConfigurationCommandOutput,
} from '@aws-sdk/client-lambda';
import { setTimeout as delay } from 'node:timers/promises';
import { canonicalJson } from '../gateway/canonical-json.js';
import { GatewayError } from '../gateway/errors.js';
import type { ConnectionOptions } from '../gateway/connection.js';
import type { FunctionService, FunctionState } from '../gateway/release/function-service.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained, hasCode } from './explain-failure.js';

/** Milliseconds Lambda may take to make an update usable. */
const longestUpdate = 300_000;

/** Lambda behind the interface that use cases know. */
export function createFunctionService(options: ConnectionOptions): FunctionService {
  const client = equip(new LambdaClient(clientConfiguration(options)), options);
  return {
    latest: (name) =>
      explained(`reading function ${name}`, async () =>
        toState(name, await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }))),
      ),
    version: (name, version) =>
      explained(`reading version ${version} of function ${name}`, () => readVersion(client, name, version)),
    updateCode: (name, zip) =>
      explained(`uploading the code of function ${name}`, async () => {
        const update = () => client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zip }));
        await whenIdle(client, name, update);
      }),
    publish: (name, codeSha256) =>
      explained(`publishing a version of function ${name}`, async () => {
        const input = { FunctionName: name, CodeSha256: codeSha256 };
        const { Version = '' } = await whenIdle(client, name, () =>
          client.send(new PublishVersionCommand(input)),
        );
        return Version;
      }),
  };
}

/**
 * Waits until no update of the function is in progress, then calls. Where the SDK repeated a call whose answer was lost, the
 * repetition meets the update it started itself: wait for it and call once more, which is harmless.
 */
async function whenIdle<T>(client: LambdaClient, name: string, call: () => Promise<T>): Promise<T> {
  await updated(client, name);
  try {
    return await call();
  } catch (error) {
    if (!hasCode(error, 'ResourceConflictException')) throw error;
    await updated(client, name);
    return call();
  }
}

/** Waits as AWS's own waiter does, but lets a failed look fail the command instead of looking again for minutes. */
async function updated(client: LambdaClient, name: string): Promise<void> {
  const until = Date.now() + longestUpdate;
  for (let pause = 250; ; pause = Math.min(pause * 1.5, 5_000)) {
    const answer = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    if (answer.LastUpdateStatus === 'Failed') throw notUpdated(name, answer.LastUpdateStatusReason);
    if (answer.State !== 'Pending' && answer.LastUpdateStatus !== 'InProgress') return;
    if (Date.now() > until) throw notUpdated(name, `It is still ${answer.LastUpdateStatus ?? answer.State}.`);
    await delay(pause);
  }
}

function notUpdated(name: string, reason: string | undefined): GatewayError {
  return new GatewayError('service', `Lambda could not update function ${name}.`, {
    reason: reason ?? 'Lambda gave no reason.',
    next: ['Run the same command again.'],
  });
}

async function readVersion(
  client: LambdaClient,
  name: string,
  version: string,
): Promise<FunctionState | undefined> {
  try {
    const input = { FunctionName: name, Qualifier: version };
    return toState(name, await client.send(new GetFunctionConfigurationCommand(input)));
  } catch (error) {
    if (hasCode(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}

/** What an answer says of one copy of a function rather than of what it does. All else is configuration, settings to come included. */
const notConfiguration = new Set([
  '$metadata',
  'FunctionArn',
  'Version',
  'RevisionId',
  'LastModified',
  'State',
  'StateReason',
  'StateReasonCode',
  'LastUpdateStatus',
  'LastUpdateStatusReason',
  'LastUpdateStatusReasonCode',
  'RuntimeVersionConfig',
]);

function toState(name: string, answer: GetFunctionConfigurationCommandOutput): FunctionState {
  const settings = Object.entries(answer).filter(([key]) => !notConfiguration.has(key));
  return {
    name,
    codeSha256: answer.CodeSha256 ?? '',
    configuration: canonicalJson(Object.fromEntries(settings)),
  };
}
