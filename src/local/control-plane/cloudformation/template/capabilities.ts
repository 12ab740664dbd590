import { AwsError } from '../../../errors.js';
import type { Template } from './document.js';

/** IAM types that need an acknowledgement, with the property that names them (CFN/control-access-with-iam). */
const iamTypes: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::RolePolicy': undefined,
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

/** What a template needs the caller to acknowledge, and the types that are the reason. */
export function neededCapability(template: Template): { capability: string; types: string[] } | undefined {
  const resources = Object.values(template.resources).filter((resource) => resource.type in iamTypes);
  if (resources.length === 0) return undefined;
  const named = resources.some((resource) => (iamTypes[resource.type] ?? '') in resource.properties);
  const types = [...new Set(resources.map((resource) => resource.type))];
  return { capability: named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM', types };
}

/** @throws InsufficientCapabilitiesException */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  const needed = neededCapability(template);
  if (!needed || given.includes(needed.capability) || given.includes('CAPABILITY_NAMED_IAM')) return;
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed.capability}]`);
}
