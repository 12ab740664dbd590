import { release } from '../../../src/gateway/release/release.js';
import { aigw } from '../aigw.js';
import { deployedGateway } from '../deployed-gateway.js';
import { recordedProgress } from '../fakes/time-and-progress.js';
import { forwarderBuilds } from '../forwarder-builds.js';
import type { RunningTestAws } from '../local-aws.js';
import type { Scenario } from './scenarios.js';

/** What is live is another build of the forwarder, which answers too; the draft is the same. */
const older = async (local: RunningTestAws) => {
  const { connection, gateway } = await deployedGateway(local);
  const { apiId, stageName, forwarderFunction, authorizerFunction } = gateway;
  await release(
    { ...connection, progress: recordedProgress() },
    {
      apiId,
      stageName,
      functionNames: { forwarder: forwarderFunction, authorizer: authorizerFunction },
      code: { forwarder: (await forwarderBuilds()).other, authorizer: 'latest' },
    },
  );
};

const withCanary = async (local: RunningTestAws) => {
  await older(local);
  await succeed(local, 'canary', 'start', '--percent', '10');
};

export const canaryStart: Scenario = {
  name: 'a start of a canary',
  argv: ['canary', 'start', '--percent', '10', '--var', 'mode=careful', '--message', 'Try it'],
  prepare: older,
  nothingToDo: /^No changes: canary at 10 %/,
  leavesGateway: true,
};

export const canaryReplacement: Scenario = {
  name: 'a replacement of a canary',
  argv: ['canary', 'start', '--percent', '20', '--replace'],
  prepare: withCanary,
  nothingToDo: /^No changes: canary at 20 %/,
  leavesGateway: true,
};

export const canaryShift: Scenario = {
  name: 'a shift of a canary',
  argv: ['canary', 'shift', '40'],
  prepare: withCanary,
  nothingToDo: /^No changes: canary at 40 %/,
  leavesGateway: true,
};

export const canaryPromotion: Scenario = {
  name: 'a promotion of a canary',
  argv: ['canary', 'promote'],
  prepare: withCanary,
  refusedWhenDone: /^✖ Stage v1 has no canary to promote\.$/m,
  leavesGateway: true,
};

export const canaryAbortion: Scenario = {
  name: 'an abortion of a canary',
  argv: ['canary', 'abort'],
  prepare: withCanary,
  nothingToDo: /^No canary: all requests meet deployment/,
  leavesGateway: true,
};

export const canaryDeployment: Scenario = {
  name: 'a deployment for a share of the requests',
  argv: ['deploy', '--yes', '--param', 'AllowedModels=amazon.*', '--canary', '10'],
  prepare: (local) => succeed(local, 'deploy', '--yes'),
  nothingToDo: /^No changes/,
  leavesGateway: true,
};

export const deploymentCreation: Scenario = {
  name: 'a creation of a deployment',
  argv: ['deployment', 'create', '--message', 'By hand'],
  prepare: older,
  nothingToDo: /^No changes/,
  leavesGateway: true,
};

/** Three releases; the first two have been live. */
const threeReleases = async (local: RunningTestAws) => {
  await succeed(local, 'deploy', '--yes');
  await succeed(local, 'deploy', '--yes', '--param', 'AllowedModels=amazon.*');
  await succeed(local, 'deploy', '--yes', '--param', 'AllowedModels=amazon.*,anthropic.*');
};

export const deploymentRollback: Scenario = {
  name: 'a rollback',
  argv: ['deployment', 'rollback', '--yes'],
  prepare: threeReleases,
  nothingToDo: /^No changes: the stage was taken back/,
  leavesGateway: true,
};

export const deploymentPruning: Scenario = {
  name: 'a pruning of deployments',
  argv: ['deployment', 'prune', '--keep', '1', '--yes'],
  prepare: threeReleases,
  nothingToDo: /^Nothing to delete/,
  leavesGateway: true,
};

async function succeed(local: RunningTestAws, ...argv: string[]): Promise<void> {
  const run = await aigw(argv, { endpoint: local.url });
  if (run.code !== 0) throw new Error(`${argv.join(' ')} ended with ${String(run.code)}:\n${run.stderr}`);
}
