import { join } from 'node:path';
import { connect } from '../../src/aws/connect.js';
import { readFunctionCode, readTemplateSource } from '../../src/cli/bundle.js';
import type { Connection } from '../../src/gateway/connection.js';
import { deploy, type DeployTools } from '../../src/gateway/stack/deploy.js';
import { gatewayParts, type GatewayParts } from '../../src/gateway/stack/gateway-outputs.js';
import { reachableUrl } from '../../src/gateway/stack/reachable-url.js';
import { stackIntent } from '../../src/gateway/stack/stack-intent.js';
import { systemClock } from '../../src/gateway/clock.js';
import { recordedProgress } from './fakes/time-and-progress.js';
import { intercepted } from './intercepted.js';
import type { RunningTestAws } from './local-aws.js';

const root = join(import.meta.dirname, '../..');

/** A gateway that was deployed from the bundled template, in this process: no CLI is started. */
export interface DeployedGateway {
  readonly connection: Connection;
  readonly stackName: string;
  readonly gateway: GatewayParts;
  /** Where its stage answers here. */
  readonly url: string;
  /** Brings the stack and the draft to other parameters, without making a release. */
  change(parameters: Readonly<Record<string, string>>): Promise<void>;
}

/** Deploys the gateway into a local AWS and makes it live. */
export async function deployedGateway(
  local: RunningTestAws,
  parameters: Readonly<Record<string, string>> = {},
  stackName = 'bedrock-llm-gateway',
): Promise<DeployedGateway> {
  const { endpoint, region, credentials } = local.client;
  const connection = connect({ endpoint, region, credentials });
  const run = (values: Readonly<Record<string, string>>, tools: Partial<DeployTools> = {}) =>
    deployOnce(connection, stackName, values, tools);
  const { outputs } = await run(parameters);
  const stack = await connection.stacks.describe(stackName);
  if (!stack) throw new Error(`not deployed: ${JSON.stringify(outputs)}`);
  const gateway = gatewayParts(stack);
  return {
    connection,
    stackName,
    gateway,
    url: reachableUrl(gateway, endpoint),
    change: async (values) => {
      const unreachable = intercepted('functions', connection.functions, () => Promise.reject(noRelease));
      await run(values, { functions: unreachable }).catch((error: unknown) => {
        if (error !== noRelease) throw error;
      });
    },
  };
}

const noRelease = new Error('The stack is updated; no release is to be made.');

async function deployOnce(
  connection: Connection,
  stackName: string,
  parameters: Readonly<Record<string, string>>,
  tools: Partial<DeployTools>,
) {
  const { stacks, apis, functions, region } = connection;
  const intent = stackIntent({
    stackName,
    templateSource: await readTemplateSource(root),
    parameters,
    tags: {},
  });
  return deploy(
    {
      stacks,
      apis,
      functions,
      clock: systemClock,
      progress: recordedProgress(),
      approve: () => Promise.resolve(true),
      agree: () => Promise.resolve(true),
      ...tools,
    },
    { intent, region, code: await readFunctionCode(root), until: 'finish' },
  );
}
