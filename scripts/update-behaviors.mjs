#!/usr/bin/env node
/**
 * Writes src/local/control-plane/cloudformation/update-behaviors.json: what the local CloudFormation has to know of each
 * resource type that the template uses (update behaviour, attributes, what Ref answers, property types).
 *
 * Loading `@aws-cdk/aws-service-spec` takes most of a second and tens of megabytes, so its content is extracted when it
 * is wanted, and the result is committed. Run by hand after the template has gained a resource type:
 *
 *     node scripts/update-behaviors.mjs            installs the specification into node_modules/.cache, then writes
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SPEC_VERSION = '0.1.216';
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUTPUT = join(ROOT, 'src/local/control-plane/cloudformation/update-behaviors.json');

/** The types of templates/gateway.yaml, and a few that an operator's own template is likely to have beside them. */
const RESOURCE_TYPES = [
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::BasePathMappingV2',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::DomainNameAccessAssociation',
  'AWS::ApiGateway::DomainNameV2',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::RolePolicy',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::ResourcePolicy',
  'AWS::Route53::RecordSet',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::WAFv2::LoggingConfiguration',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
];

/** `causesReplacement` of the specification in the words of the CloudFormation user guide. */
const UPDATE = { yes: 'replacement', maybe: 'conditional', no: 'none' };

function loadSpecification() {
  const cache = join(ROOT, 'node_modules/.cache/aws-service-spec');
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{"private":true}\n');
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact'];
  execFileSync('npm', [...install, `@aws-cdk/aws-service-spec@${SPEC_VERSION}`], {
    cwd: cache,
    stdio: 'inherit',
  });
  return createRequire(join(cache, 'package.json'))('@aws-cdk/aws-service-spec').loadAwsServiceSpecSync();
}

/** A type as a name (`string`, `integer`, `json` …) or as one of `{list}`, `{map}`, `{ref}`. */
function describeType(type, definitions, database) {
  if (type.type === 'array') return { list: describeType(type.element, definitions, database) };
  if (type.type === 'map') return { map: describeType(type.element, definitions, database) };
  if (type.type === 'ref') return { ref: define(type.reference.$ref, definitions, database) };
  // A union is a property that takes a document or its text: both pass through untouched.
  return type.type === 'union' ? 'json' : type.type;
}

/** Puts a nested type among the definitions once; nested types may contain themselves. */
function define(id, definitions, database) {
  const definition = database.get('typeDefinition', id);
  if (!(definition.name in definitions)) {
    definitions[definition.name] = {};
    definitions[definition.name] = describeProperties(definition.properties, definitions, database);
  }
  return definition.name;
}

function describeProperties(properties, definitions, database) {
  const names = Object.keys(properties).sort();
  return Object.fromEntries(
    names.map((name) => {
      const { causesReplacement = 'no', required = false, type } = properties[name];
      return [
        name,
        { update: UPDATE[causesReplacement], required, type: describeType(type, definitions, database) },
      ];
    }),
  );
}

function describeResource(type, database) {
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
  if (!resource) throw new Error(`The specification has no resource type ${type}.`);
  const definitions = {};
  const properties = describeProperties(resource.properties, definitions, database);
  const { primaryIdentifier = [], cfnRefIdentifier = primaryIdentifier } = resource;
  return {
    attributes: Object.keys(resource.attributes).sort(),
    primaryIdentifier,
    ref: cfnRefIdentifier,
    properties,
    definitions: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const database = loadSpecification();
// One line for each resource type: small, and a change is still readable as a difference.
const lines = RESOURCE_TYPES.map(
  (type) => `${JSON.stringify(type)}:${JSON.stringify(describeResource(type, database))}`,
);
writeFileSync(OUTPUT, `{\n${lines.join(',\n')}\n}\n`);
process.stderr.write(`${RESOURCE_TYPES.length} resource types written to ${OUTPUT}\n`);
