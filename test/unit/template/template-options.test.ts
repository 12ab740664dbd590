import { describe, expect, it } from '@jest/globals';
import { resolveTemplate, type ResolvedTemplate } from '../../support/resolved-template.js';

const domain = { CustomDomain: 'ai.example.com', HostedZoneId: 'Z0123456789ABCDEFGHIJ' };
const regional = { EndpointType: 'REGIONAL', EnableAuthorizer: 'true' };
const existingVpc = {
  ExistingVpcId: 'vpc-0123456789abcdef0',
  ExistingSubnetIds: 'subnet-11111111,subnet-22222222',
  ClientCidr: '10.9.0.0/16',
};

function made(template: ResolvedTemplate, type: string): string[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id]) => id)
    .sort();
}

function propertiesOf(template: ResolvedTemplate, id: string) {
  return template.Resources[id]?.Properties;
}

describe('without any parameter', () => {
  const template = resolveTemplate();

  it('the gateway is private: a VPC with two subnets, an endpoint, and a policy that names the endpoint', () => {
    expect(made(template, 'AWS::EC2::Subnet')).toEqual(['PrivateSubnet1', 'PrivateSubnet2']);
    expect(made(template, 'AWS::EC2::VPCEndpoint')).toEqual(['VpcEndpoint']);
    expect(propertiesOf(template, 'BedrockApiGateway')).toEqual(
      expect.objectContaining({
        EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: ['<VpcEndpoint>'] },
        Policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 'execute-api:Invoke',
              Resource: 'execute-api:/*',
              Condition: { StringEquals: { 'aws:SourceVpce': '<VpcEndpoint>' } },
            },
          ],
        },
      }),
    );
    expect(propertiesOf(template, 'EndpointSecurityGroup')?.['SecurityGroupIngress']).toEqual([
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        CidrIp: '10.0.0.0/16',
        Description: 'HTTPS from clients',
      },
    ]);
    expect(template.Outputs).toEqual(
      expect.objectContaining({
        GatewayUrl:
          'https://<BedrockApiGateway>.execute-api.us-east-1.amazonaws.com/<BedrockApiGatewayStage>',
        VpcId: '<BedrockVPC>',
        VpcEndpointId: '<VpcEndpoint>',
        AuthorizerEnabled: 'false',
      }),
    );
  });

  it('nothing is made that costs money by the hour or touches the account, but the endpoint', () => {
    for (const type of [
      'AWS::WAFv2::WebACL',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
      'AWS::ApiGateway::Account',
    ])
      expect(made(template, type)).toEqual([]);
  });

  it('methods are open inside the VPC and the key comes in a header', () => {
    expect(propertiesOf(template, 'BedrockApiGatewayAnyMethod')).toEqual(
      expect.objectContaining({ AuthorizationType: 'NONE', ApiKeyRequired: false }),
    );
    expect(propertiesOf(template, 'BedrockApiGatewayAnyMethod')).not.toHaveProperty('AuthorizerId');
    expect(propertiesOf(template, 'BedrockApiGateway')?.['ApiKeySourceType']).toBe('HEADER');
  });

  it('a plain gateway stays within the limits of inline policies (10,240 characters a role)', () => {
    for (const id of made(template, 'AWS::IAM::Role'))
      expect(JSON.stringify(propertiesOf(template, id)).length).toBeLessThan(10_240);
  });
});

describe('a REGIONAL gateway', () => {
  const template = resolveTemplate(regional);

  it('has no VPC and no condition in its policy, and every method asks the authorizer', () => {
    expect(made(template, 'AWS::EC2::VPC')).toEqual([]);
    expect(template.Outputs).not.toHaveProperty('VpcId');
    expect(propertiesOf(template, 'BedrockApiGateway')?.['EndpointConfiguration']).toEqual({
      Types: ['REGIONAL'],
    });
    expect(JSON.stringify(propertiesOf(template, 'BedrockApiGateway')?.['Policy'])).not.toContain(
      'Condition',
    );
    for (const id of made(template, 'AWS::ApiGateway::Method'))
      expect(propertiesOf(template, id)).toEqual(
        expect.objectContaining({ AuthorizationType: 'CUSTOM', AuthorizerId: '<LambdaAuthorizer>' }),
      );
  });

  it('with a domain has a certificate, a mapping and a record of its own region', () => {
    const { Resources, Outputs } = resolveTemplate({ ...regional, ...domain });
    expect(Resources['PublicDomainName']?.Properties).toEqual({
      DomainName: 'ai.example.com',
      SecurityPolicy: 'TLS_1_2',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      RegionalCertificateArn: '<Certificate>',
    });
    expect(Resources['PublicDomainRecord']?.Properties['AliasTarget']).toEqual({
      DNSName: '<PublicDomainName.RegionalDomainName>',
      HostedZoneId: '<PublicDomainName.RegionalHostedZoneId>',
    });
    expect(Outputs['GatewayUrl']).toBe('https://ai.example.com');
  });

  it('with a certificate and no zone leaves the record to its owner and says where it points', () => {
    const CertificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/abc';
    const { Resources, Outputs } = resolveTemplate({
      ...regional,
      CustomDomain: 'ai.example.com',
      CertificateArn,
    });
    expect(Resources).not.toHaveProperty('Certificate');
    expect(Resources).not.toHaveProperty('PublicDomainRecord');
    expect(Outputs['CustomDomainTarget']).toBe('<PublicDomainName.RegionalDomainName>');
  });

  it('with everything on has WAF that lets prompts through, alarms that tell somebody, and a dashboard that is JSON', () => {
    const AlarmTopicArn = 'arn:aws:sns:us-east-1:123456789012:on-call';
    const all = resolveTemplate({
      ...regional,
      ...{
        EnableWaf: 'true',
        EnableAlarms: 'true',
        AlarmTopicArn,
        EnableDashboard: 'true',
        EnableTracing: 'true',
      },
      ...{ ManageApiGatewayAccount: 'true', ExecutionLogLevel: 'INFO' },
    });
    expect(JSON.stringify(propertiesOf(all, 'WebAcl'))).toContain(
      '{"Name":"SizeRestrictions_BODY","ActionToUse":{"Count":{}}}',
    );
    expect(propertiesOf(all, 'WebAclAssociation')?.['ResourceArn']).toBe(
      'arn:aws:apigateway:us-east-1::/restapis/<BedrockApiGateway>/stages/<BedrockApiGatewayStage>',
    );
    for (const id of made(all, 'AWS::CloudWatch::Alarm'))
      expect(propertiesOf(all, id)?.['AlarmActions']).toEqual([AlarmTopicArn]);
    const dashboard = JSON.parse(String(propertiesOf(all, 'Dashboard')?.['DashboardBody'])) as {
      widgets: unknown[];
    };
    expect(dashboard.widgets).toHaveLength(4);
  });
});

describe('an EDGE gateway', () => {
  it('with a domain uses a certificate and a record of CloudFront', () => {
    const { Resources } = resolveTemplate({ ...regional, ...domain, EndpointType: 'EDGE' });
    expect(Resources['PublicDomainName']?.Properties).toEqual(
      expect.objectContaining({
        EndpointConfiguration: { Types: ['EDGE'] },
        CertificateArn: '<Certificate>',
      }),
    );
    expect(Resources['PublicDomainRecord']?.Properties['AliasTarget']).toEqual({
      DNSName: '<PublicDomainName.DistributionDomainName>',
      HostedZoneId: '<PublicDomainName.DistributionHostedZoneId>',
    });
  });
});

describe('a PRIVATE gateway', () => {
  it('with a domain has the private kinds of name, mapping and access, and a record to its endpoint', () => {
    const { Resources } = resolveTemplate(domain);
    expect(Object.keys(Resources).filter((id) => id.startsWith('Public'))).toEqual([]);
    expect(Resources['PrivateDomainAccess']?.Properties).toEqual(
      expect.objectContaining({
        AccessAssociationSource: '<VpcEndpoint>',
        AccessAssociationSourceType: 'VPCE',
      }),
    );
    expect(Resources['PrivateDomainRecord']?.Properties['AliasTarget']).toEqual({
      HostedZoneId: 'Z7HUB22UULQXV',
      DNSName: 'vpce-0.execute-api.us-east-1.vpce.amazonaws.com',
    });
  });

  it('in an existing VPC puts its endpoint there, for the given clients', () => {
    const template = resolveTemplate(existingVpc);
    expect(made(template, 'AWS::EC2::VPC')).toEqual([]);
    expect(propertiesOf(template, 'VpcEndpoint')).toEqual(
      expect.objectContaining({
        VpcId: 'vpc-0123456789abcdef0',
        SubnetIds: ['subnet-11111111', 'subnet-22222222'],
      }),
    );
    expect(JSON.stringify(propertiesOf(template, 'EndpointSecurityGroup'))).toContain('10.9.0.0/16');
    expect(template.Outputs['VpcId']).toBe('vpc-0123456789abcdef0');
  });

  it('with an existing endpoint makes none, and its URL names the endpoint because private DNS may be off', () => {
    const template = resolveTemplate({ ...existingVpc, ExistingVpcEndpointId: 'vpce-0123456789abcdef0' });
    expect(made(template, 'AWS::EC2::VPCEndpoint')).toEqual([]);
    expect(made(template, 'AWS::EC2::SecurityGroup')).toEqual([]);
    expect(template.Outputs['GatewayUrl']).toBe(
      'https://<BedrockApiGateway>-vpce-0123456789abcdef0.execute-api.us-east-1.amazonaws.com/<BedrockApiGatewayStage>',
    );
  });

  it('without private DNS has a URL that names the endpoint', () => {
    expect(resolveTemplate({ EnablePrivateDns: 'false' }).Outputs['GatewayUrl']).toContain(
      '<BedrockApiGateway>-<VpcEndpoint>.',
    );
  });
});

describe('LambdaInVpc', () => {
  it('in a VPC made here gives the forwarder an endpoint for each allowed service, and no way elsewhere', () => {
    const template = resolveTemplate({ ...regional, LambdaInVpc: 'true' });
    expect(made(template, 'AWS::EC2::VPCEndpoint')).toEqual([
      'BedrockAgentsEndpoint',
      'BedrockControlEndpoint',
      'BedrockRuntimeEndpoint',
    ]);
    expect(propertiesOf(template, 'IntegrationLambda')?.['VpcConfig']).toEqual({
      SubnetIds: ['<PrivateSubnet1>', '<PrivateSubnet2>'],
      SecurityGroupIds: ['<ForwarderSecurityGroup>'],
    });
    expect(JSON.stringify(propertiesOf(template, 'ForwarderSecurityGroup'))).not.toContain('0.0.0.0/0');
  });

  it('in an existing VPC makes no endpoint for Bedrock', () => {
    expect(made(resolveTemplate({ ...existingVpc, LambdaInVpc: 'true' }), 'AWS::EC2::VPCEndpoint')).toEqual([
      'VpcEndpoint',
    ]);
  });
});

describe('the role of the forwarder', () => {
  function policies(parameters: Record<string, string>): string[] {
    const role = resolveTemplate(parameters).Resources['IntegrationLambdaRole']?.Properties;
    return (role?.['Policies'] as { PolicyName: string }[]).map(({ PolicyName }) => PolicyName);
  }

  it.each([
    ['bedrock-runtime', ['call-models']],
    ['bedrock', ['list-models']],
    ['bedrock-agent-runtime', ['call-agents']],
    ['bedrock-agentcore', ['call-agentcore']],
    ['bedrock-mantle', ['call-mantle']],
    ['bedrock-runtime,bedrock-mantle', ['call-models', 'call-mantle']],
    ['bedrock-mantle,bedrock,bedrock-runtime', ['call-models', 'list-models', 'call-mantle']],
  ])('for %s may do only that', (AllowedServices, expected) => {
    expect(policies({ AllowedServices })).toEqual(['write-logs', ...expected]);
  });

  it('names every allowed model, and reaches the models behind a profile only through it', () => {
    const { Resources } = resolveTemplate({
      AllowedModels: 'amazon.nova-lite-v1:0,us.anthropic.*',
      AllowedModelArns: 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc',
    });
    const statements = JSON.parse(
      JSON.stringify(Resources['IntegrationLambdaRole']?.Properties['Policies']),
    ) as {
      PolicyName: string;
      PolicyDocument: { Statement: { Resource: unknown; Condition?: unknown }[] };
    }[];
    const [direct, behindProfile] =
      statements.find(({ PolicyName }) => PolicyName === 'call-models')?.PolicyDocument.Statement ?? [];
    const allowed = [
      'arn:*:bedrock:*:*:*/amazon.nova-lite-v1:0',
      'arn:*:bedrock:*:*:*/us.anthropic.*',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc',
    ];
    expect(direct?.Resource).toEqual(allowed);
    expect(behindProfile).toEqual(
      expect.objectContaining({
        Resource: 'arn:aws:bedrock:*::foundation-model/*',
        Condition: { ArnLike: { 'bedrock:InferenceProfileArn': allowed } },
      }),
    );
  });

  it('with a guardrail may apply that one and no other', () => {
    const role = JSON.stringify(
      resolveTemplate({ GuardrailId: 'abc123' }).Resources['IntegrationLambdaRole'],
    );
    expect(role).toContain('"arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123"');
    expect(role).not.toContain(':guardrail/*');
  });
});

describe('the environment of the forwarder', () => {
  it('holds what was allowed', () => {
    const { Resources } = resolveTemplate({
      AllowedModels: 'a*',
      AllowedModelArns: 'arn:aws:bedrock:us-east-1::x/y',
      GuardrailId: 'g1',
      GuardrailVersion: '3',
    });
    expect(Resources['IntegrationLambda']?.Properties['Environment']).toEqual({
      Variables: {
        ALLOWED_SERVICES: 'bedrock-runtime,bedrock,bedrock-agent-runtime',
        ALLOWED_MODELS: 'a*,arn:aws:bedrock:us-east-1::x/y',
        DEFAULT_MODEL_ID: 'amazon.nova-lite-v1:0',
        GUARDRAIL_ID: 'g1',
        GUARDRAIL_VERSION: '3',
      },
    });
  });
});
