import type {
  CreateRequestValidatorRequest,
  DeleteRequestValidatorRequest,
  GetRequestValidatorRequest,
  GetRequestValidatorsRequest,
  RequestValidator,
  RequestValidators,
  UpdateRequestValidatorRequest,
} from '@aws-sdk/client-api-gateway';
import { unusedId } from './identifiers.js';
import { nothing, type Operations } from './operations.js';
import { page } from './paging.js';
import { checkedPatches, patchedBoolean, requireReplaceOf } from './patch-operations.js';
import { badRequest, notFound } from './rejections.js';
import type { ApiRecord, Tables } from './tables.js';

export function requestValidatorOperations(tables: Tables): Operations {
  return {
    CreateRequestValidator: (input: CreateRequestValidatorRequest) => create(tables, input),
    GetRequestValidator: (input: GetRequestValidatorRequest) => find(tables, input).validator,
    GetRequestValidators: (input: GetRequestValidatorsRequest): RequestValidators =>
      page(tables.api(input.restApiId).requestValidators.values(), ({ id }) => id ?? '', input),
    UpdateRequestValidator: (input: UpdateRequestValidatorRequest) => update(tables, input),
    DeleteRequestValidator: (input: DeleteRequestValidatorRequest) => {
      const { api, validator } = find(tables, input);
      api.requestValidators.delete(validator.id ?? '');
      return nothing;
    },
  };
}

function create(tables: Tables, input: CreateRequestValidatorRequest): RequestValidator {
  const api = tables.apis.get(input.restApiId ?? '');
  if (!api) throw badRequest('Invalid REST API identifier specified');
  const validator: RequestValidator = {
    id: unusedId(api.requestValidators, 6),
    ...(input.name !== undefined && { name: input.name }),
    validateRequestBody: input.validateRequestBody ?? false,
    validateRequestParameters: input.validateRequestParameters ?? false,
  };
  api.requestValidators.set(validator.id ?? '', validator);
  return validator;
}

function update(tables: Tables, input: UpdateRequestValidatorRequest): RequestValidator {
  const patches = checkedPatches('updateRequestValidatorInput', input.patchOperations);
  const { api, validator } = find(tables, input);
  const changed = { ...validator };
  for (const patch of patches) {
    requireReplaceOf(patch, ['/name', '/validateRequestParameters', '/validateRequestBody']);
    if (patch.path === '/name') changed.name = requireName(patch.value);
    else if (patch.path === '/validateRequestBody') changed.validateRequestBody = patchedBoolean(patch.value);
    else changed.validateRequestParameters = patchedBoolean(patch.value);
  }
  api.requestValidators.set(changed.id ?? '', changed);
  return changed;
}

function requireName(name: string | undefined): string {
  if (!name) throw badRequest('Request Validator name cannot be blank');
  return name;
}

function find(
  tables: Tables,
  {
    restApiId,
    requestValidatorId,
  }: { restApiId: string | undefined; requestValidatorId: string | undefined },
): { api: ApiRecord; validator: RequestValidator } {
  const api = tables.apis.get(restApiId ?? '');
  const validator = api?.requestValidators.get(requestValidatorId ?? '');
  if (!api || !validator) throw notFound('Invalid Request Validator identifier specified');
  return { api, validator };
}
