import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { apiServiceOver } from '../../src/aws/api-service.js';
import type { ApiService, Deployment, Stage } from '../../src/gateway/release/api-service.js';
import type { FunctionService } from '../../src/gateway/release/function-service.js';
import { parseReleaseDescription } from '../../src/gateway/release/release-description.js';
import { release, type FunctionCode, type ReleaseRequest } from '../../src/gateway/release/release.js';
import { deployedGateway, type DeployedGateway } from './deployed-gateway.js';
import { recordedProgress } from './fakes/time-and-progress.js';
import type { RunningTestAws } from './local-aws.js';

/**
 * A gateway on which releases can be tried: two have been live, and its functions hold code that neither serves. Where a test begins is put
 * back in a few requests, so that hundreds of runs cost little.
 */
export class ReleaseScene {
  readonly #begin: Stage;
  readonly #deployments: readonly Deployment[];

  private constructor(
    readonly deployed: DeployedGateway,
    readonly apis: ApiService,
    readonly functions: FunctionService,
    begin: Stage,
    deployments: readonly Deployment[],
  ) {
    this.#begin = begin;
    this.#deployments = deployments;
  }

  static async prepare(local: RunningTestAws, stackName?: string): Promise<ReleaseScene> {
    const deployed = await deployedGateway(local, {}, stackName);
    const { connection, gateway } = deployed;
    const tools = { ...connection, progress: recordedProgress() };
    await release(tools, requestFor(deployed, codeOf('second')));
    const next = codeOf('third');
    await connection.functions.updateCode(gateway.forwarderFunction, next.zip);
    const stage = await connection.apis.stage(gateway.apiId, gateway.stageName);
    if (!stage) throw new Error('no stage');
    const deployments = await connection.apis.deployments(gateway.apiId);
    return new ReleaseScene(
      deployed,
      withoutWire(local),
      remembering(connection.functions),
      stage,
      deployments,
    );
  }

  /** A release of what the functions hold. */
  get request(): ReleaseRequest {
    return requestFor(this.deployed, codeOf('third'));
  }

  /** Deployments that were there at the beginning: the bootstrap one, the first release, the second, which is live. */
  get known(): readonly string[] {
    return this.#deployments.map(({ id }) => id);
  }

  async stage(): Promise<Stage> {
    const { apiId, stageName } = this.request;
    const stage = await this.apis.stage(apiId, stageName);
    if (!stage) throw new Error('The stage is gone.');
    return stage;
  }

  /** Puts everything back to where it began. */
  async reset(): Promise<void> {
    const { apiId } = this.request;
    await this.apis.restoreStage(apiId, this.#begin, await this.stage());
    for (const { id, description } of await this.apis.deployments(apiId)) {
      const first = this.#deployments.find((deployment) => deployment.id === id);
      if (!first) await this.apis.deleteDeployment(apiId, id);
      else if (first.description !== description) {
        await this.apis.describeDeployment(apiId, id, first.description);
      }
    }
  }

  /** What clients meet, without the ids that AWS made up: equal texts are served alike. */
  async served(): Promise<string> {
    const { apiId } = this.request;
    const { deploymentId, variables, canary } = await this.stage();
    const deployments = await this.apis.deployments(apiId);
    const named = (id: string) => {
      const found = deployments.find((deployment) => deployment.id === id);
      if (!found) throw new Error(`The stage is on deployment ${id}, which does not exist.`);
      const release = parseReleaseDescription(found.description);
      return release ? `${release.draftHash}/${release.forwarder}/${release.authorizer}` : found.description;
    };
    const share = canary && { ...canary, deploymentId: named(canary.deploymentId) };
    return JSON.stringify({
      live: named(deploymentId),
      variables: sorted(variables),
      canary: share && {
        ...share,
        variableOverrides: sorted(share.variableOverrides),
      },
    });
  }
}

/** API Gateway behind the interface of use cases, reached without a network: a hundred times as fast. */
function withoutWire({ aws, client: { region } }: RunningTestAws): ApiService {
  const send = (command: { readonly constructor: { readonly name: string }; readonly input: object }) =>
    aws.region(region).call('apigateway', command.constructor.name.replace(/Command$/, ''), command.input);
  const client = { send } as unknown as APIGatewayClient;
  return apiServiceOver(client, client);
}

/** Lambda whose answers are kept: in these tests its functions never change. */
function remembering(functions: FunctionService): FunctionService {
  const answers = new Map<string, unknown>();
  return new Proxy(functions, {
    get(target, method) {
      const member: unknown = Reflect.get(target, method);
      return typeof member !== 'function'
        ? member
        : (...args: unknown[]) => {
            const key = JSON.stringify([method, ...args]);
            if (!answers.has(key)) answers.set(key, Reflect.apply(member, target, args));
            return answers.get(key);
          };
    },
  });
}

function sorted(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables)
    .map((pair) => pair.join('='))
    .sort();
}

function codeOf(text: string): FunctionCode {
  // The same bytes whenever they are made.
  const mtime = new Date('2026-01-01T00:00:00Z');
  const zip = zipSync({ 'index.js': Buffer.from(`exports.handler = async () => '${text}';`) }, { mtime });
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}

function requestFor({ gateway }: DeployedGateway, forwarder: FunctionCode): ReleaseRequest {
  const { apiId, stageName, forwarderFunction, authorizerFunction } = gateway;
  return {
    apiId,
    stageName,
    functionNames: { forwarder: forwarderFunction, authorizer: authorizerFunction },
    code: { forwarder, authorizer: 'latest' },
  };
}
