import { APIGateway } from '@aws-sdk/client-api-gateway';
import { createApiKeyService } from '../../src/aws/api-key-service.js';
import { createUsagePlanService } from '../../src/aws/usage-plan-service.js';
import type { AddTools } from '../../src/gateway/tenant/add-tenant.js';
import { derivedKey } from '../../src/gateway/tenant/tenant-key.js';
import { readRecord } from '../../src/gateway/tenant/tenant-record.js';
import { createApiGateway } from '../../src/local/control-plane/apigateway/index.js';
import { Tables } from '../../src/local/control-plane/apigateway/tables.js';
import { createProtocols } from '../../src/local/services.js';
import { deployedMockApi } from '../contract/apigateway/mock-api.js';
import { fakeClock, recordedProgress, type FakeClock } from './fakes/time-and-progress.js';
import { handlerFor } from './in-process-client.js';
import { intercepted, type Around } from './intercepted.js';
import { LOCAL_CREDENTIALS } from './local-aws.js';
import { makeRoomRegion } from './room-region.js';

/** The API Gateway of the local AWS with one stage, and our clients of it, in this process: thousands of calls a second. */
export interface InProcessTenants {
  /** What the use cases work with; `around` is done around each call of a port. */
  tools(around?: Around): AddTools;
  readonly clock: FakeClock;
  /** Names of the mutating operations that reached the service. */
  readonly mutations: string[];
  /** Which of the coming mutating requests are answered only the second time, as when the SDK repeats one whose answer was lost. */
  readonly network: {
    losesAnswer: (operation: string) => boolean;
    /** Which are done, but not answered within the client's time limit. */
    timesOut: (operation: string) => boolean;
  };
  /** What stands: the keys of the account with the names of the plans they are in, and all attachments. */
  standing(): readonly StandingKey[];
}

export interface StandingKey {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly value: string;
  readonly record: ReturnType<typeof readRecord>;
  readonly plans: readonly string[];
}

const protocol = createProtocols().apigateway;
const secret = 'a secret of the stack';
const reading = /^Get/;

export async function inProcessTenants(): Promise<InProcessTenants> {
  const clock = fakeClock();
  const region = makeRoomRegion({ clock: { now: () => clock.now(), sleep: () => Promise.resolve() } });
  const { operations } = createApiGateway(region);
  const mutations: string[] = [];
  const network: InProcessTenants['network'] = { losesAnswer: () => false, timesOut: () => false };
  const call = (operation: string, input: object): object => {
    const run = operations[operation];
    if (!run) throw new Error(`no operation ${operation}`);
    return run(input as never, {
      requestId: 'request-1',
      principalArn: 'arn:aws:iam::1:user/test',
    }) as object;
  };
  const answer = (operation: string, input: object): object => {
    if (reading.test(operation)) return call(operation, input);
    mutations.push(operation);
    if (network.losesAnswer(operation)) call(operation, input);
    const answered = call(operation, input);
    if (!network.timesOut(operation)) return answered;
    throw Object.assign(new Error('The request timed out.'), { name: 'TimeoutError' });
  };
  const settings = { region: 'us-east-1', endpoint: 'http://in-process', credentials: LOCAL_CREDENTIALS };
  const transport = handlerFor(protocol, answer);
  const { apiId } = await deployedMockApi(new APIGateway({ ...settings, requestHandler: transport }));
  const apiKeys = createApiKeyService({ ...settings, transport });
  const usagePlans = createUsagePlanService({ ...settings, transport });
  mutations.length = 0;
  return {
    clock,
    mutations,
    network,
    tools: (around = (_call, run) => run()) => ({
      apiKeys: intercepted('apiKeys', apiKeys, around),
      usagePlans: intercepted('usagePlans', usagePlans, around),
      clock,
      progress: recordedProgress(),
      gateway: { stackName: 'gateway', stage: { apiId, stageName: 'v1' } },
      jwtKeyValue: (id) => Promise.resolve(derivedKey(secret, id)),
    }),
    standing: () => standingKeys(new Tables(region)),
  };
}

function standingKeys({ apiKeys, usagePlans }: Tables): StandingKey[] {
  return [...apiKeys.values()].map(({ key }) => ({
    id: key.id,
    name: key.name ?? '',
    enabled: key.enabled ?? false,
    value: key.value ?? '',
    record: readRecord(key.description ?? ''),
    plans: [...usagePlans.values()].filter(({ keys }) => keys.has(key.id)).map(({ plan }) => plan.name ?? ''),
  }));
}
