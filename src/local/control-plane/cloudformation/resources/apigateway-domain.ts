import type { DomainName, DomainNameAccessAssociation } from '@aws-sdk/client-api-gateway';
import type { JsonObject } from '../template/document.js';
import { updateTags } from './apigateway-tags.js';
import { propertyPatches } from './patch-operations.js';
import { documentText, lowerCamel, objectOf, requiredText, tagsOf, textOf } from './property-access.js';
import { nothingToUpdate, type ResourceProvider } from './provider.js';

const domainMembers = [
  'DomainName',
  'CertificateArn',
  'RegionalCertificateArn',
  'OwnershipVerificationCertificateArn',
  'SecurityPolicy',
  'RoutingMode',
];

function domainInput(properties: JsonObject, stackTags: Readonly<Record<string, string>>): object {
  const endpoint = properties.EndpointConfiguration;
  return {
    ...lowerCamel(properties, domainMembers),
    ...(endpoint === undefined
      ? {}
      : {
          endpointConfiguration: lowerCamel(objectOf(properties, 'EndpointConfiguration'), [
            'Types',
            'IpAddressType',
          ]),
        }),
    ...(properties.Policy === undefined ? {} : { policy: documentText(properties.Policy) }),
    ...(properties.MutualTlsAuthentication === undefined
      ? {}
      : {
          mutualTlsAuthentication: lowerCamel(objectOf(properties, 'MutualTlsAuthentication'), [
            'TruststoreUri',
            'TruststoreVersion',
          ]),
        }),
    tags: tagsOf(properties, stackTags),
  };
}

const patched = [
  { property: 'CertificateArn', path: '/certificateArn' },
  { property: 'RegionalCertificateArn', path: '/regionalCertificateArn' },
  { property: 'SecurityPolicy', path: '/securityPolicy', absent: 'TLS_1_2' },
  { property: 'Policy', path: '/policy', absent: '' },
  { property: 'RoutingMode', path: '/routingMode', absent: 'BASE_PATH_MAPPING_ONLY' },
];

/** `AWS::ApiGateway::DomainName`: a public custom domain. */
export const domainNameProvider: ResourceProvider = {
  async create({ region, properties, stackTags }) {
    const domain = await region.call<DomainName>(
      'apigateway',
      'CreateDomainName',
      domainInput(properties, stackTags),
    );
    return { physicalId: domain.domainName ?? '', attributes: publicAttributes(domain) };
  },
  async update(request, current) {
    const patchOperations = propertyPatches(current.properties, request.properties, patched);
    const domainName = current.physicalId;
    if (patchOperations.length > 0)
      await request.region.call('apigateway', 'UpdateDomainName', { domainName, patchOperations });
    await updateTags(request, current, `/domainnames/${domainName}`);
    return current;
  },
  async delete({ region }, current) {
    await region.call('apigateway', 'DeleteDomainName', { domainName: current.physicalId });
  },
};

function publicAttributes(domain: DomainName): JsonObject {
  return {
    DomainNameArn: domain.domainNameArn ?? '',
    DistributionDomainName: domain.distributionDomainName ?? '',
    DistributionHostedZoneId: domain.distributionHostedZoneId ?? '',
    RegionalDomainName: domain.regionalDomainName ?? '',
    RegionalHostedZoneId: domain.regionalHostedZoneId ?? '',
  };
}

/** `AWS::ApiGateway::DomainNameV2`: a private custom domain, known by its ARN. */
export const privateDomainNameProvider: ResourceProvider = {
  async create({ region, properties, stackTags }) {
    const domain = await region.call<DomainName>(
      'apigateway',
      'CreateDomainName',
      domainInput(properties, stackTags),
    );
    const physicalId = domain.domainNameArn ?? '';
    return { physicalId, attributes: { DomainNameArn: physicalId, DomainNameId: domain.domainNameId ?? '' } };
  },
  async update({ region, properties }, current) {
    const patchOperations = propertyPatches(current.properties, properties, patched);
    if (patchOperations.length > 0)
      await region.call('apigateway', 'UpdateDomainName', {
        ...domainOfArn(current.physicalId),
        patchOperations,
      });
    return current;
  },
  async delete({ region }, current) {
    await region.call('apigateway', 'DeleteDomainName', domainOfArn(current.physicalId));
  },
};

/** `…:/domainnames/{name}+{id}`: a private domain is known by both. */
function domainOfArn(arn: string): { domainName: string; domainNameId?: string } {
  const [domainName = '', domainNameId] = (arn.split('/domainnames/')[1] ?? '').split('+');
  return { domainName, ...(domainNameId === undefined ? {} : { domainNameId }) };
}

function mappingProvider(
  domainOf: (properties: JsonObject) => object,
  identify: (properties: JsonObject) => string,
  attribute?: string,
): ResourceProvider {
  const basePathOf = (properties: JsonObject): { basePath: string } => ({
    basePath: textOf(properties, 'BasePath') ?? '(none)',
  });
  return {
    async create({ region, properties }) {
      const input = lowerCamel(properties, ['BasePath', 'RestApiId', 'Stage']);
      await region.call('apigateway', 'CreateBasePathMapping', { ...domainOf(properties), ...input });
      const physicalId = identify(properties);
      return { physicalId, attributes: attribute === undefined ? {} : { [attribute]: physicalId } };
    },
    async update({ region, properties }, current) {
      const patchOperations = propertyPatches(current.properties, properties, [
        { property: 'RestApiId', path: '/restapiId' },
        { property: 'Stage', path: '/stage', absent: '' },
      ]);
      if (patchOperations.length > 0) {
        await region.call('apigateway', 'UpdateBasePathMapping', {
          ...domainOf(properties),
          ...basePathOf(properties),
          patchOperations,
        });
      }
      return current;
    },
    async delete({ region, properties }) {
      await region.call('apigateway', 'DeleteBasePathMapping', {
        ...domainOf(properties),
        ...basePathOf(properties),
      });
    },
  };
}

/** `AWS::ApiGateway::BasePathMapping`. */
export const basePathMappingProvider = mappingProvider(
  (properties) => lowerCamel(properties, ['DomainName']),
  (properties) => `${requiredText(properties, 'DomainName')}|${textOf(properties, 'BasePath') ?? ''}`,
);

/** `AWS::ApiGateway::BasePathMappingV2`. */
export const privateBasePathMappingProvider = mappingProvider(
  (properties) => domainOfArn(requiredText(properties, 'DomainNameArn')),
  (properties) =>
    `${requiredText(properties, 'DomainNameArn')}/basepathmappings/${textOf(properties, 'BasePath') ?? '(none)'}`,
  'BasePathMappingArn',
);

/** `AWS::ApiGateway::DomainNameAccessAssociation`: lets a VPC endpoint reach a private domain. */
export const accessAssociationProvider: ResourceProvider = {
  async create({ region, properties, stackTags }) {
    const association = await region.call<DomainNameAccessAssociation>(
      'apigateway',
      'CreateDomainNameAccessAssociation',
      {
        ...lowerCamel(properties, [
          'DomainNameArn',
          'AccessAssociationSource',
          'AccessAssociationSourceType',
        ]),
        tags: tagsOf(properties, stackTags),
      },
    );
    const physicalId = association.domainNameAccessAssociationArn ?? '';
    return { physicalId, attributes: { DomainNameAccessAssociationArn: physicalId } };
  },
  update: nothingToUpdate,
  async delete({ region }, current) {
    await region.call('apigateway', 'DeleteDomainNameAccessAssociation', {
      domainNameAccessAssociationArn: current.physicalId,
    });
  },
};
