import { Flags } from '@oclif/core';

/** The stack name of the published walkthrough. */
export const defaultStackName = 'bedrock-llm-gateway';

/** Flags of every command. */
export const commonFlags = {
  debug: Flags.boolean({
    description: 'Show every AWS call and the stack trace of a failure.',
    env: 'AIGW_DEBUG',
    helpGroup: 'GLOBAL',
  }),
};

/** Flags of every command that works on a gateway. Precedence: flag, environment, aigw.yaml. */
export const gatewayFlags = {
  ...commonFlags,
  stack: Flags.string({
    description: `Name of the gateway's stack (default: ${defaultStackName}).`,
    env: 'AIGW_STACK',
    helpGroup: 'GLOBAL',
    helpValue: 'NAME',
  }),
  region: Flags.string({
    description: 'AWS region.',
    env: 'AWS_REGION',
    helpGroup: 'GLOBAL',
    helpValue: 'REGION',
  }),
  profile: Flags.string({
    description: 'Profile of the AWS configuration files.',
    env: 'AWS_PROFILE',
    helpGroup: 'GLOBAL',
    helpValue: 'NAME',
  }),
  local: Flags.boolean({
    description: 'Use the local AWS (aigw local start) instead of AWS.',
    env: 'AIGW_LOCAL',
    helpGroup: 'GLOBAL',
  }),
};

/** Values of `gatewayFlags`, as a command parses them. */
export interface GatewayFlagValues {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly local: boolean;
  readonly debug: boolean;
}
