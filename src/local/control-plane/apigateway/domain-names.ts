import type {
  CreateDomainNameRequest,
  DeleteDomainNameRequest,
  DomainName,
  DomainNames,
  GetDomainNameRequest,
  GetDomainNamesRequest,
  UpdateDomainNameRequest,
} from '@aws-sdk/client-api-gateway';
import { newId } from './identifiers.js';
import { nothing, type Operations } from './operations.js';
import { page } from './paging.js';
import { checkedPatches, invalidPatchPath, onlyReplace } from './patch-operations.js';
import { badRequest, conflict, notFound } from './rejections.js';
import type { DomainNameRecord, Tables } from './tables.js';
import { requireTags } from './tag-rules.js';

/** Custom domain names are recorded with the attributes AWS shows; nothing here resolves or serves them. */
export function domainNameOperations(tables: Tables): Operations {
  return {
    CreateDomainName: (input: CreateDomainNameRequest) => createDomainName(tables, input),
    GetDomainName: (input: GetDomainNameRequest): DomainName =>
      findDomainName(tables, input).record.domainName,
    GetDomainNames: (input: GetDomainNamesRequest) => getDomainNames(tables, input),
    UpdateDomainName: (input: UpdateDomainNameRequest) => updateDomainName(tables, input),
    DeleteDomainName: (input: DeleteDomainNameRequest) => {
      tables.domainNames.delete(findDomainName(tables, input).key);
      return nothing;
    },
  };
}

/** The domain name, or 404. Private ones are told apart by their id. */
export function findDomainName(
  tables: Tables,
  { domainName, domainNameId }: { domainName: string | undefined; domainNameId?: string | undefined },
): { key: string; record: DomainNameRecord } {
  const key = domainKey(domainName ?? '', domainNameId);
  const record = tables.domainNames.get(key);
  if (!record) throw notFound('Invalid domain name identifier specified');
  return { key, record };
}

function domainKey(name: string, id: string | undefined): string {
  return id === undefined ? name : `${name}+${id}`;
}

function createDomainName(tables: Tables, input: CreateDomainNameRequest): DomainName {
  const name = requireName(input.domainName);
  requireTags(input.tags);
  const type = input.endpointConfiguration?.types?.[0] ?? 'EDGE';
  const id = type === 'PRIVATE' ? newId(10) : undefined;
  const key = domainKey(name, id);
  if (tables.domainNames.has(key)) throw conflict('The domain name you provided already exists.');
  requireCertificate(input, type);
  const domainName: DomainNameRecord['domainName'] = {
    domainName: name,
    ...arnOf(tables, name, id),
    ...certificates(input),
    ...endpoint(tables, type),
    endpointConfiguration: {
      ipAddressType: type === 'PRIVATE' ? 'dualstack' : 'ipv4',
      ...input.endpointConfiguration,
      types: [type],
    },
    domainNameStatus: 'AVAILABLE',
    securityPolicy: input.securityPolicy ?? 'TLS_1_2',
    routingMode: input.routingMode ?? 'BASE_PATH_MAPPING_ONLY',
    ...(input.policy && { policy: input.policy }),
    ...(input.mutualTlsAuthentication && { mutualTlsAuthentication: { ...input.mutualTlsAuthentication } }),
    ...(input.tags && Object.keys(input.tags).length > 0 && { tags: { ...input.tags } }),
  };
  tables.domainNames.set(key, { domainName, mappings: new Map() });
  return domainName;
}

function requireName(name: string | undefined): string {
  if (!name || !/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)) {
    throw badRequest(`Invalid domain name specified: ${name ?? 'null'}`);
  }
  return name;
}

function requireCertificate(input: CreateDomainNameRequest, type: string): void {
  const given = type === 'REGIONAL' ? input.regionalCertificateArn : input.certificateArn;
  if (!given?.startsWith('arn:') && !input.certificateName && !input.regionalCertificateName) {
    throw badRequest('Invalid certificate ARN specified');
  }
}

function arnOf({ region }: Tables, name: string, id: string | undefined): Partial<DomainName> {
  const arn = (account: string): string =>
    `arn:${region.partition}:apigateway:${region.name}:${account}:/domainnames/`;
  return id === undefined
    ? { domainNameArn: `${arn('')}${name}` }
    : { domainNameId: id, domainNameArn: `${arn(region.accountId)}${name}+${id}` };
}

function certificates(input: CreateDomainNameRequest): Partial<DomainName> {
  return {
    ...(input.certificateName && { certificateName: input.certificateName }),
    ...(input.certificateArn && { certificateArn: input.certificateArn }),
    ...(input.regionalCertificateName && { regionalCertificateName: input.regionalCertificateName }),
    ...(input.regionalCertificateArn && { regionalCertificateArn: input.regionalCertificateArn }),
  };
}

/** What a DNS alias points at. The zone of edge domain names is one for all (BC). */
function endpoint({ region }: Tables, type: string): Partial<DomainName> {
  if (type === 'REGIONAL') {
    return {
      regionalDomainName: `d-${newId(10)}.execute-api.${region.name}.amazonaws.com`,
      regionalHostedZoneId: 'Z1UJRXOUMOOFQ8',
    };
  }
  if (type === 'PRIVATE') return {};
  return {
    distributionDomainName: `d${newId(10)}.cloudfront.net`,
    distributionHostedZoneId: 'Z2FDTNDATAQYW2',
  };
}

function getDomainNames(tables: Tables, input: GetDomainNamesRequest): DomainNames {
  const { items, ...rest } = page(tables.domainNames.entries(), ([key]) => key, input);
  return { items: items.map(([, { domainName }]) => domainName), ...rest };
}

const patchable = ['certificateArn', 'regionalCertificateArn', 'securityPolicy', 'policy', 'routingMode'];

function updateDomainName(tables: Tables, input: UpdateDomainNameRequest): DomainName {
  const patches = checkedPatches('updateDomainNameInput', input.patchOperations);
  const { key, record } = findDomainName(tables, input);
  let { domainName } = record;
  for (const patch of patches) {
    const member = patch.path.slice(1);
    if (!patchable.includes(member)) throw invalidPatchPath(patch.path);
    onlyReplace(patch);
    domainName = { ...domainName, [member]: patch.value };
  }
  tables.domainNames.set(key, { ...record, domainName });
  return domainName;
}
