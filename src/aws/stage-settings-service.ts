import {
  APIGatewayClient,
  GetStageCommand,
  UpdateStageCommand,
  type MethodSetting,
  type PatchOperation,
  type Stage as SdkStage,
} from '@aws-sdk/client-api-gateway';
import type { ConnectionOptions } from '../gateway/connection.js';
import type {
  StageSettings,
  StageSettingsChange,
  StageSettingsService,
  Throttle,
} from '../gateway/stage-settings/stage-settings-service.js';
import { clientConfiguration, equip } from './client-configuration.js';
import { explained, hasCode } from './explain-failure.js';
import { toStage } from './to-stage.js';

/** All methods of a stage, as keys of its method settings name them (LS). */
const allMethods = '*/*';

/** Settings of stages behind the interface that use cases know. */
export function createStageSettingsService(options: ConnectionOptions): StageSettingsService {
  const client = equip(new APIGatewayClient(clientConfiguration(options)), options);
  return {
    read: (apiId, stage) => explained(`reading stage ${stage}`, () => read(client, apiId, stage)),
    change: (apiId, stage, change) =>
      explained(`changing stage ${stage}`, async () => {
        const patchOperations = patchesOf(change);
        const command = new UpdateStageCommand({ restApiId: apiId, stageName: stage, patchOperations });
        return toSettings(stage, await client.send(command));
      }),
  };
}

async function read(
  client: APIGatewayClient,
  restApiId: string,
  stageName: string,
): Promise<StageSettings | undefined> {
  try {
    return toSettings(stageName, await client.send(new GetStageCommand({ restApiId, stageName })));
  } catch (error) {
    if (hasCode(error, 'NotFoundException')) return undefined;
    throw error;
  }
}

/** Paths: DG/patch-operations. */
function patchesOf({ set, unset, throttle }: StageSettingsChange): PatchOperation[] {
  const limits = Object.entries(throttle).flatMap(([name, value]) =>
    value === undefined ? [] : [[`/*/*/throttling/${name}`, String(value)] as const],
  );
  const variables = Object.entries(set).map(([name, value]) => [`/variables/${name}`, value] as const);
  return [
    ...[...variables, ...limits].map(([path, value]) => ({ op: 'replace' as const, path, value })),
    ...unset.map((name) => ({ op: 'remove' as const, path: `/variables/${name}` })),
  ];
}

function toSettings(name: string, stage: SdkStage): StageSettings {
  const settings = Object.entries(stage.methodSettings ?? {});
  const ofMethods = settings.filter(([method]) => method !== allMethods);
  return {
    ...toStage(name, stage),
    throttle: toThrottle(stage.methodSettings?.[allMethods]),
    methodThrottles: Object.fromEntries(ofMethods.map(([method, setting]) => [method, toThrottle(setting)])),
    accessLog: stage.accessLogSettings?.destinationArn,
    tracing: stage.tracingEnabled ?? false,
  };
}

function toThrottle(setting: MethodSetting | undefined): Throttle {
  return { rateLimit: setting?.throttlingRateLimit, burstLimit: setting?.throttlingBurstLimit };
}
