import { WebAcls } from '../../wafv2/web-acls.js';
import { requiredText } from './property-access.js';
import {
  nothingToUpdate,
  type ProvisionedResource,
  type ResourceProvider,
  type ResourceRequest,
} from './provider.js';
import { recordedProvider } from './recorded.js';
import { defaultActionOf, loggingOf, rateRulesOf } from './wafv2-properties.js';

const webAclRecord = recordedProvider('AWS::WAFv2::WebACL');
const associationRecord = recordedProvider('AWS::WAFv2::WebACLAssociation');
const loggingRecord = recordedProvider('AWS::WAFv2::LoggingConfiguration');

/** `AWS::WAFv2::WebACL`. There is no WAF API here: the data plane reads what this keeps. */
export const webAclProvider: ResourceProvider = {
  create: async (request) => keepWebAcl(request, await webAclRecord.create(request)),
  update: async (request, current) => keepWebAcl(request, await webAclRecord.update(request, current)),
  delete({ region }, { attributes }) {
    new WebAcls(region.state).remove(requiredText(attributes, 'Arn'));
    return Promise.resolve();
  },
};

function keepWebAcl({ region, properties }: ResourceRequest, made: ProvisionedResource): ProvisionedResource {
  const arn = requiredText(made.attributes, 'Arn');
  // The first part of `name|id|scope`: the name may be CloudFormation's.
  const [name = ''] = made.physicalId.split('|');
  new WebAcls(region.state).keep({
    arn,
    name,
    defaultAction: defaultActionOf(properties),
    rules: rateRulesOf(properties),
  });
  return made;
}

/** `AWS::WAFv2::WebACLAssociation`: puts a web ACL before a stage. */
export const webAclAssociationProvider: ResourceProvider = {
  async create(request) {
    const { region, properties } = request;
    new WebAcls(region.state).associate(
      requiredText(properties, 'ResourceArn'),
      requiredText(properties, 'WebACLArn'),
    );
    return associationRecord.create(request);
  },
  update: nothingToUpdate,
  delete({ region }, { physicalId }) {
    const [resourceArn = '', webAclArn = ''] = physicalId.split('|');
    new WebAcls(region.state).disassociate(resourceArn, webAclArn);
    return Promise.resolve();
  },
};

/** `AWS::WAFv2::LoggingConfiguration`: where a web ACL logs. */
export const webAclLoggingProvider: ResourceProvider = {
  create: async (request) => keepLogging(request, await loggingRecord.create(request)),
  update: async (request, current) => keepLogging(request, await loggingRecord.update(request, current)),
  delete({ region }, { physicalId }) {
    new WebAcls(region.state).stopLogging(physicalId);
    return Promise.resolve();
  },
};

function keepLogging(
  { region, properties }: ResourceRequest,
  made: ProvisionedResource,
): ProvisionedResource {
  new WebAcls(region.state).setLogging(made.physicalId, loggingOf(properties));
  return made;
}
