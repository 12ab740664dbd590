import { describe, expect, it } from '@jest/globals';
import {
  isServicePrefix,
  serviceHost,
  signingName,
  type ServicePrefix,
} from '../../../../src/functions/forwarder/services.js';

describe('where a service answers', () => {
  it.each<[ServicePrefix, string, string]>([
    ['bedrock-runtime', 'us-east-1', 'bedrock-runtime.us-east-1.amazonaws.com'],
    ['bedrock-runtime', 'us-gov-west-1', 'bedrock-runtime.us-gov-west-1.amazonaws.com'],
    ['bedrock-runtime', 'cn-north-1', 'bedrock-runtime.cn-north-1.amazonaws.com.cn'],
    ['bedrock-runtime', 'eusc-de-east-1', 'bedrock-runtime.eusc-de-east-1.amazonaws.eu'],
    ['bedrock-runtime-fips', 'us-east-1', 'bedrock-runtime-fips.us-east-1.amazonaws.com'],
    ['bedrock-agent-runtime', 'eu-central-1', 'bedrock-agent-runtime.eu-central-1.amazonaws.com'],
    ['bedrock-mantle', 'us-west-2', 'bedrock-mantle.us-west-2.api.aws'],
  ])('given %s in %s, is %s', (prefix, region, host) => {
    expect(serviceHost(prefix, region)).toBe(host);
  });
});

describe('the name a service signs under', () => {
  it.each<[ServicePrefix, string]>([
    ['bedrock', 'bedrock'],
    ['bedrock-runtime', 'bedrock'],
    ['bedrock-runtime-fips', 'bedrock'],
    ['bedrock-agent', 'bedrock'],
    ['bedrock-agent-runtime', 'bedrock'],
    ['bedrock-data-automation-runtime', 'bedrock'],
    ['bedrock-agentcore', 'bedrock-agentcore'],
    ['bedrock-agentcore-control', 'bedrock-agentcore'],
    ['bedrock-mantle', 'bedrock-mantle'],
  ])('of %s is %s', (prefix, name) => {
    expect(isServicePrefix(prefix)).toBe(true);
    expect(signingName(prefix)).toBe(name);
  });
});
