import type { AliasConfiguration } from '@aws-sdk/client-lambda';
import type { JsonObject } from '../template/document.js';
import { generatedName } from './physical-names.js';
import { pick, requiredText } from './property-access.js';
import { nothingToUpdate, type ResourceProvider } from './provider.js';

const permissionMembers = ['FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount', 'EventSourceToken', 'PrincipalOrgID', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl']; // prettier-ignore

/** `AWS::Lambda::Permission`: a statement of the function's resource policy. */
export const permissionProvider: ResourceProvider = {
  async create(request) {
    const physicalId = generatedName(request, 100);
    await request.region.call('lambda', 'AddPermission', {
      ...pick(request.properties, permissionMembers),
      StatementId: physicalId,
    });
    return { physicalId, attributes: { Id: physicalId } };
  },
  update: nothingToUpdate,
  async delete({ region, properties }, current) {
    await region.call('lambda', 'RemovePermission', {
      FunctionName: requiredText(properties, 'FunctionName'),
      StatementId: current.physicalId,
    });
  },
};

function aliasMembers(properties: JsonObject): JsonObject {
  return pick(properties, ['FunctionName', 'Name', 'FunctionVersion', 'Description']);
}

/** `AWS::Lambda::Alias`. */
export const aliasProvider: ResourceProvider = {
  async create({ region, properties }) {
    const { AliasArn = '' } = await region.call<AliasConfiguration>(
      'lambda',
      'CreateAlias',
      aliasMembers(properties),
    );
    return { physicalId: AliasArn, attributes: { AliasArn } };
  },
  async update({ region, properties }, current) {
    await region.call('lambda', 'UpdateAlias', aliasMembers(properties));
    return current;
  },
  async delete({ region, properties }) {
    await region.call('lambda', 'DeleteAlias', pick(properties, ['FunctionName', 'Name']));
  },
};
