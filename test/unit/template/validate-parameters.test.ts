import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeParameters } from '../../../src/gateway/template/parameters.js';
import { validateParameters } from '../../../src/gateway/template/validate-parameters.js';
import { brokenRule, templateSource } from '../../support/resolved-template.js';

const parameters = describeParameters(templateSource);
const check = (given: Record<string, string>, region?: string) =>
  validateParameters(parameters, given, { region });
const messages = (given: Record<string, string>, region?: string) =>
  check(given, region).map(({ parameter, message }) => `${parameter} ${message}`);

describe('the description of the parameters', () => {
  it('has everything that a flag, a check and a question need', () => {
    expect(parameters.find(({ name }) => name === 'EndpointType')).toEqual({
      name: 'EndpointType',
      type: 'String',
      group: 'Endpoint',
      default: 'PRIVATE',
      allowedValues: ['PRIVATE', 'REGIONAL', 'EDGE'],
      description: expect.stringContaining('Who can reach the gateway'),
      constraint: 'must be PRIVATE, REGIONAL or EDGE',
    });
    expect(parameters.find(({ name }) => name === 'ThrottleRateLimit')).toEqual(
      expect.objectContaining({
        type: 'Number',
        default: '100',
        constraint: 'must be a whole number from 1 to 10000',
      }),
    );
  });

  it('explains in words whatever can be refused', () => {
    expect(parameters.filter(({ constraint }) => constraint === undefined).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('takes its own defaults', () => {
    expect(check(Object.fromEntries(parameters.map(({ name, default: value }) => [name, value])))).toEqual(
      [],
    );
    expect(check({})).toEqual([]);
  });
});

describe('the check of given parameters', () => {
  it('suggests the parameter that was meant', () => {
    expect(check({ EndpontType: 'EDGE' })).toEqual([
      { parameter: 'EndpontType', message: 'is not a parameter of the gateway', suggestion: 'EndpointType' },
    ]);
    expect(check({ endpointtype: 'EDGE' })[0]?.suggestion).toBe('EndpointType');
    expect(check({ Xyz: '1' })).toEqual([{ parameter: 'Xyz', message: 'is not a parameter of the gateway' }]);
  });

  it('reports all problems at once', () => {
    expect(
      messages({ EndpointType: 'regional', ThrottleRateLimit: 'many', LogRetentionDays: '2', Nope: '' }).map(
        (text) => text.split(' ')[0],
      ),
    ).toEqual(['EndpointType', 'ThrottleRateLimit', 'LogRetentionDays', 'Nope']);
  });

  it.each([
    ['EndpointType', 'regional', 'EndpointType must be PRIVATE, REGIONAL or EDGE, not "regional"'],
    ['ThrottleRateLimit', '0', 'ThrottleRateLimit must be a whole number from 1 to 10000, not "0"'],
    ['ThrottleRateLimit', '1e3', 'ThrottleRateLimit must be a whole number from 1 to 10000, not "1e3"'],
    ['EnableWaf', '', 'EnableWaf must be true or false, not empty'],
    [
      'CustomDomain',
      '*.example.com',
      'CustomDomain must be a host name in lower case such as ai.example.com, without wildcard, or empty, not "*.example.com"',
    ],
    [
      'AllowedServices',
      'bedrock,',
      'AllowedServices must be one or more of bedrock-runtime, bedrock, bedrock-agent-runtime, bedrock-agentcore and bedrock-mantle, separated by commas, not "bedrock,"',
    ],
  ])('refuses %s %j in words', (name, value, message) => {
    expect(messages({ [name]: value })).toEqual([message]);
  });

  it.each([
    ['CustomDomain', 'a..b'], ['CustomDomain', 'AI.example.com'], ['CustomDomain', 'ai.example.com\n'],
    ['VpcCidr', '10.0.0.0/8'], ['VpcCidr', '10.0.0/16'], ['VpcCidr', '10.0.0.256/16'],
    ['AllowedServices', 'bedrockbedrock'], ['AllowedServices', ''], ['AllowedServices', ',bedrock'], ['AllowedServices', 's3'],
    ['AllowedModels', ''], ['AllowedModels', 'a, b'], ['AllowedModels', 'a,,b'],
    ['AllowedModelArns', 'arn:aws:s3:::bucket'],
    ['HostedZoneId', '/hostedzone/Z1'], ['ExistingVpcId', 'vpc-xyz'], ['ExistingSubnetIds', 'subnet-11111111,'],
    ['PermissionsBoundaryArn', 'AdministratorAccess'], ['GuardrailVersion', '0'], ['LogRetentionDays', '31'],
    ['DefaultModelId', 'a b'],
    ['AuthorizerIssuer', 'http://issuer.example.com'], ['AuthorizerIssuer', 'https://a b'], ['AuthorizerIssuer', 'issuer.example.com'],
    ['AuthorizerIssuer', 'http://127.0.0.1.example.com'], ['AuthorizerIssuer', 'http://localhost@example.com'],
    ['AuthorizerJwksUrl', 'file:///etc/passwd'],
    ['AuthorizerAudience', 'a,,b'], ['AuthorizerAudience', ','], ['AuthorizerAudience', 'a, b'],
    ['AuthorizerAlgorithms', ''], ['AuthorizerAlgorithms', 'none'], ['AuthorizerAlgorithms', 'HS256'], ['AuthorizerAlgorithms', 'RS256,HS256'],
    ['AuthorizerAlgorithms', 'RS2560'], ['AuthorizerTenantClaim', ''], ['AuthorizerTenantClaim', 'a b'],
    ['AuthorizerRequiredClaims', 'scope'], ['AuthorizerRequiredClaims', 'a=b,'], ['AuthorizerRequiredClaims', '=b'],
    ['AuthorizerTenantKeys', 'yes'], ['AuthorizerCode', 'mine'],
  ])('refuses %s %j', (name, value) => {
    expect(check({ [name]: value })).not.toEqual([]);
  }); // prettier-ignore

  it.each([
    [
      { EndpointType: 'REGIONAL' },
      'EnableAuthorizer must be true when EndpointType is REGIONAL or EDGE: anybody could use the models at your cost',
    ],
    [
      { EndpointType: 'EDGE', EnableAuthorizer: 'false', RequireApiKey: 'true' },
      'EnableAuthorizer must be true when EndpointType is REGIONAL or EDGE: anybody could use the models at your cost',
    ],
    [{ CustomDomain: 'ai.example.com' }, 'CustomDomain needs HostedZoneId, CertificateArn or both'],
    [{ HostedZoneId: 'Z1234' }, 'HostedZoneId has no use without CustomDomain'],
    [{ ExistingSubnetIds: 'subnet-11111111' }, 'ExistingSubnetIds has no use without ExistingVpcId'],
    [
      { AlarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:t' },
      'AlarmTopicArn has no use without EnableAlarms',
    ],
    [
      { AllowedModels: 'anthropic.*' },
      'DefaultModelId must be a model that AllowedModels or AllowedModelArns allows',
    ],
    [
      { AuthorizerTenantKeys: 'true' },
      'AuthorizerTenantKeys needs RequireApiKey: the authorizer sees only the form of a key, API Gateway checks it',
    ],
    [{ AuthorizerAudience: 'aigw' }, 'AuthorizerAudience has no use without AuthorizerIssuer'],
    [
      { AuthorizerIssuer: 'https://issuer.example.com' },
      'AuthorizerAudience is needed with AuthorizerIssuer, or AuthorizerRequiredClaims: what it issued for other applications would open this one',
    ],
    [{ ClientCidr: '10.0.0.300/16' }, 'ClientCidr must hold an address of four numbers from 0 to 255'],
  ])('refuses %j together', (given, message) => {
    expect(messages(given)).toEqual([message]);
  });

  it.each<Record<string, string>>([
    {
      AuthorizerIssuer: 'https://issuer.example.com/a?b',
      AuthorizerAudience: 'aigw,https://api.example.com/',
    },
    {
      AuthorizerIssuer: 'http://127.0.0.1:4577/_aws/issuer',
      AuthorizerRequiredClaims: 'token_use=access,scope=a/b',
    },
    {
      AuthorizerIssuer: 'https://i.example.com',
      AuthorizerAudience: 'a',
      AuthorizerAlgorithms: 'ES512,PS384,RS256',
    },
    {
      AuthorizerIssuer: 'https://i.example.com',
      AuthorizerAudience: 'a',
      AuthorizerTenantClaim: 'custom:tenant',
    },
    { AuthorizerTenantKeys: 'true', RequireApiKey: 'true' },
  ])('takes %j', (given) => {
    expect(messages(given)).toEqual([]);
  });

  it('takes a default model by the ID that its ARN ends in', () => {
    const DefaultModelId = 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-x';
    expect(check({ AllowedModels: 'anthropic.*', DefaultModelId })).toEqual([]);
    expect(check({ AllowedModels: 'amazon.*', DefaultModelId })).not.toEqual([]);
  });

  it('knows that an edge certificate lies in us-east-1', () => {
    const edge = {
      EndpointType: 'EDGE',
      EnableAuthorizer: 'true',
      CustomDomain: 'ai.example.com',
      HostedZoneId: 'Z1234',
    };
    expect(check(edge, 'us-east-1')).toEqual([]);
    expect(messages(edge, 'eu-west-1')).toEqual([
      'CertificateArn must name a certificate in us-east-1 when EndpointType is EDGE',
    ]);
    const CertificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
    expect(check({ ...edge, CertificateArn }, 'eu-west-1')).toEqual([]);
  });

  it('refuses everything that the Rules of the template refuse, before any call', () => {
    const maybe = (value: string) => fc.constantFrom('', value);
    const combination = fc.record({
      EndpointType: fc.constantFrom('PRIVATE', 'REGIONAL', 'EDGE'),
      EnableAuthorizer: fc.constantFrom('true', 'false'),
      CustomDomain: maybe('ai.example.com'),
      HostedZoneId: maybe('Z1234'),
      CertificateArn: maybe('arn:aws:acm:us-east-1:123456789012:certificate/1'),
      ExistingVpcId: maybe('vpc-11111111'),
      ExistingSubnetIds: maybe('subnet-11111111'),
      ExistingVpcEndpointId: maybe('vpce-11111111'),
      ClientCidr: maybe('10.1.0.0/16'),
      AuthorizerTenantKeys: fc.constantFrom('true', 'false'),
      RequireApiKey: fc.constantFrom('true', 'false'),
    });
    fc.assert(
      fc.property(combination, (given) => {
        if (brokenRule(given) !== undefined) expect(check(given)).not.toEqual([]);
      }),
      { numRuns: 150, verbose: true },
    );
    expect(brokenRule({ EndpointType: 'EDGE' })).toContain('set EnableAuthorizer to true');
  });
});
