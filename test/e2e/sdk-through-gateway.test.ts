import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aigw, resultOf } from '../support/aigw.js';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

const MODEL = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

let local: RunningTestAws;
let direct: BedrockRuntimeClient;
let through: BedrockRuntimeClient;
let gatewayUrl: string;

beforeAll(async () => {
  local = await startTestAws();
  await aigw(['deploy', '--yes', '--json'], { endpoint: local.url });
  const status = await aigw(['status', '--json'], { endpoint: local.url });
  console.log(status.stdout, status.stderr);
  void resultOf;
}, 60_000);
afterAll(() => local.aws.stop());

describe('x', () => {
  it('y', () => {
    void direct;
    void through;
    void gatewayUrl;
    void MODEL;
    void ConverseCommand;
    void ConverseStreamCommand;
    void CountTokensCommand;
    void InvokeModelCommand;
    void InvokeModelWithResponseStreamCommand;
    const z: ConverseStreamOutput | undefined = undefined;
    void z;
    expect(1).toBe(1);
  });
});
