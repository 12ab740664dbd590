import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../template/document.js';
import { ec2Id, generatedName, iamId } from './physical-names.js';
import { requiredText, textOf } from './property-access.js';
import type { ExistingResource, ProvisionedResource, ResourceProvider, ResourceRequest } from './provider.js';

/**
 * Resources that the local AWS keeps but does not act on: they have their properties, a believable physical id and the
 * attributes that templates ask for.
 */
export function recorded(identify: (request: ResourceRequest) => ProvisionedResource): ResourceProvider {
  return {
    create: (request) => Promise.resolve(identify(request)),
    update: (request, current) => Promise.resolve(refreshed(request, current)),
    delete: () => Promise.resolve(),
  };

  /** Attributes that mirror a property follow it; ids stay. */
  function refreshed(request: ResourceRequest, current: ExistingResource): ProvisionedResource {
    const mirrored = Object.keys(current.attributes).filter((name) => request.properties[name] !== undefined);
    const changed = Object.fromEntries(mirrored.map((name) => [name, request.properties[name] ?? null]));
    return { physicalId: current.physicalId, attributes: { ...current.attributes, ...changed } };
  }
}

type Identify = (request: ResourceRequest) => ProvisionedResource;

function named(
  property: string,
  attributes: (name: string, request: ResourceRequest) => JsonObject = () => ({}),
): Identify {
  return (request) => {
    const name = textOf(request.properties, property) ?? generatedName(request);
    return { physicalId: name, attributes: attributes(name, request) };
  };
}

function ec2(
  prefix: string,
  attributes: (id: string, properties: JsonObject, request: ResourceRequest) => JsonObject,
): Identify {
  return (request) => {
    const id = ec2Id(prefix);
    return { physicalId: id, attributes: attributes(id, request.properties, request) };
  };
}

function arn({ region }: ResourceRequest, service: string, resource: string, global = false): string {
  return `arn:${region.partition}:${service}:${global ? '' : region.name}:${region.accountId}:${resource}`;
}

const vpc = ec2('vpc', (id, properties) => ({
  VpcId: id,
  CidrBlock: properties.CidrBlock ?? '10.0.0.0/16',
  CidrBlockAssociations: [ec2Id('vpc-cidr-assoc')],
  DefaultNetworkAcl: ec2Id('acl'),
  DefaultSecurityGroup: ec2Id('sg'),
  Ipv6CidrBlocks: [],
}));

const subnet = ec2('subnet', (id, properties, { region }) => ({
  SubnetId: id,
  AvailabilityZone: properties.AvailabilityZone ?? `${region.name}a`,
  AvailabilityZoneId: 'use1-az1',
  CidrBlock: properties.CidrBlock ?? '10.0.0.0/24',
  Ipv6CidrBlocks: [],
  NetworkAclAssociationId: ec2Id('aclassoc'),
  VpcId: properties.VpcId ?? '',
}));

/** An endpoint's DNS entries are `hosted zone:name`, as CloudFormation gives them; private DNS comes last. */
const vpcEndpoint = ec2('vpce', (id, properties, { region }) => {
  const service = requiredText(properties, 'ServiceName').split('.').pop() ?? '';
  const suffix = `${service}.${region.name}.vpce.amazonaws.com`;
  const interfaces = Array.isArray(properties.SubnetIds) ? properties.SubnetIds : [];
  const privateName = `${service === 'execute-api' ? '*.' : ''}${service}.${region.name}.amazonaws.com`;
  return {
    Id: id,
    CreationTimestamp: new Date(0).toISOString(),
    DnsEntries: [
      `Z7HUB22UULQXV:${id}-${iamId('').toLowerCase().slice(0, 8)}.${suffix}`,
      `ZONEIDPENDING:${privateName}`,
    ],
    NetworkInterfaceIds: interfaces.map(() => ec2Id('eni')),
  };
});

const securityGroup = ec2('sg', (id, properties) => ({ Id: id, GroupId: id, VpcId: properties.VpcId ?? '' }));

const webAcl: Identify = (request) => {
  const name = textOf(request.properties, 'Name') ?? generatedName(request);
  const scope = requiredText(request.properties, 'Scope');
  const id = randomUUID();
  const attributes = {
    Arn: arn(request, 'wafv2', `${scope.toLowerCase()}/webacl/${name}/${id}`),
    Id: id,
    Capacity: 700,
    LabelNamespace: `awswaf:${request.region.accountId}:webacl:${name}:`,
  };
  return { physicalId: `${name}|${id}|${scope}`, attributes };
};

const certificate: Identify = (request) => {
  const physicalId = arn(request, 'acm', `certificate/${randomUUID()}`);
  return { physicalId, attributes: { CertificateArn: physicalId } };
};

const managedPolicy: Identify = (request) => {
  const name = textOf(request.properties, 'ManagedPolicyName') ?? generatedName(request, 128);
  const policyArn = arn(request, 'iam', `policy/${name}`, true);
  return {
    physicalId: policyArn,
    attributes: {
      PolicyArn: policyArn,
      PolicyId: iamId('ANPA'),
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      IsAttachable: true,
    },
  };
};

const topic: Identify = (request) => {
  const name = textOf(request.properties, 'TopicName') ?? generatedName(request, 256);
  const topicArn = arn(request, 'sns', name);
  return { physicalId: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
};

function joined(...properties: string[]): Identify {
  return (request) => ({
    physicalId: properties.map((name) => requiredText(request.properties, name)).join('|'),
    attributes: {},
  });
}

function withGeneratedId(request: ResourceRequest): ProvisionedResource {
  const physicalId = generatedName(request);
  return { physicalId, attributes: { Id: physicalId } };
}

const role = named('RoleName', (name, request) => ({ Arn: roleArn(name, request), RoleId: iamId('AROA') }));

function roleArn(name: string, request: ResourceRequest): Json {
  return arn(request, 'iam', `role${textOf(request.properties, 'Path') ?? '/'}${name}`, true);
}

/**
 * Recorded types and how each is identified. Types of the specification that are not here get a generated id. What is recorded of WAF is
 * also kept for the data plane (`wafv2.ts`).
 */
export const recordedTypes: Readonly<Record<string, Identify>> = {
  'AWS::CertificateManager::Certificate': certificate,
  'AWS::CloudFormation::WaitConditionHandle': withGeneratedId,
  'AWS::CloudWatch::Alarm': named('AlarmName', (name, request) => ({
    Arn: arn(request, 'cloudwatch', `alarm:${name}`),
  })),
  'AWS::CloudWatch::Dashboard': named('DashboardName'),
  'AWS::EC2::RouteTable': ec2('rtb', (id) => ({ RouteTableId: id })),
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupEgress': ec2('sgr', (id) => ({ Id: id })),
  'AWS::EC2::SecurityGroupIngress': ec2('sgr', (id) => ({ Id: id })),
  'AWS::EC2::Subnet': subnet,
  'AWS::EC2::SubnetRouteTableAssociation': ec2('rtbassoc', (id) => ({ Id: id })),
  'AWS::EC2::VPC': vpc,
  'AWS::EC2::VPCEndpoint': vpcEndpoint,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': withGeneratedId,
  'AWS::IAM::Role': role,
  'AWS::IAM::RolePolicy': joined('PolicyName', 'RoleName'),
  'AWS::Logs::MetricFilter': named('FilterName'),
  'AWS::Logs::ResourcePolicy': named('PolicyName'),
  'AWS::Route53::RecordSet': named('Name'),
  'AWS::SNS::Topic': topic,
  'AWS::WAFv2::LoggingConfiguration': joined('ResourceArn'),
  'AWS::WAFv2::WebACL': webAcl,
  'AWS::WAFv2::WebACLAssociation': joined('ResourceArn', 'WebACLArn'),
};

/** The provider of a type that the local AWS only records. */
export function recordedProvider(type: string): ResourceProvider {
  return recorded(recordedTypes[type] ?? withGeneratedId);
}
