import type {
  CreateDomainNameAccessAssociationRequest,
  DeleteDomainNameAccessAssociationRequest,
  DomainNameAccessAssociation,
  DomainNameAccessAssociations,
  GetDomainNameAccessAssociationsRequest,
} from '@aws-sdk/client-api-gateway';
import { newId } from './identifiers.js';
import { nothing, type Operations } from './operations.js';
import { page } from './paging.js';
import { badRequest, notFound } from './rejections.js';
import type { Tables } from './tables.js';
import { requireTags } from './tag-rules.js';

/** Which VPC endpoints may use a private domain name: recorded. */
export function accessAssociationOperations(tables: Tables): Operations {
  return {
    CreateDomainNameAccessAssociation: (input: CreateDomainNameAccessAssociationRequest) =>
      create(tables, input),
    GetDomainNameAccessAssociations: (
      input: GetDomainNameAccessAssociationsRequest,
    ): DomainNameAccessAssociations =>
      page(
        tables.accessAssociations.values(),
        ({ domainNameAccessAssociationArn }) => domainNameAccessAssociationArn ?? '',
        input,
      ),
    DeleteDomainNameAccessAssociation: (input: DeleteDomainNameAccessAssociationRequest) => {
      if (!tables.accessAssociations.delete(input.domainNameAccessAssociationArn ?? '')) {
        throw notFound('Invalid domain name access association identifier specified');
      }
      return nothing;
    },
  };
}

function create(
  tables: Tables,
  input: CreateDomainNameAccessAssociationRequest,
): DomainNameAccessAssociation {
  const { domainNameArn, accessAssociationSource: source, tags } = input;
  const domains = [...tables.domainNames.values()];
  const domain = domains.find(({ domainName }) => domainName.domainNameArn === domainNameArn)?.domainName;
  if (!domain) throw notFound('Invalid domain name identifier specified');
  if (!source?.startsWith('vpce-'))
    throw badRequest(`Invalid VPC endpoint ID specified: ${source ?? 'null'}`);
  requireTags(tags);
  const { partition, name, accountId } = tables.region;
  const arn = `arn:${partition}:apigateway:${name}:${accountId}:/domainnameaccessassociations/domainname/${domain.domainName}/vpcesource/${source}+${newId(10)}`;
  const association: DomainNameAccessAssociation = {
    domainNameAccessAssociationArn: arn,
    domainNameArn,
    accessAssociationSourceType: 'VPCE',
    accessAssociationSource: source,
    ...(tags && { tags: { ...tags } }),
  };
  tables.accessAssociations.set(arn, association);
  return association;
}
