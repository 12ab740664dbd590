import type {
  CreateModelRequest,
  DeleteModelRequest,
  GetModelRequest,
  GetModelsRequest,
  Model,
  Models,
  UpdateModelRequest,
} from '@aws-sdk/client-api-gateway';
import { newId } from './identifiers.js';
import { nothing, type Operations } from './operations.js';
import { page } from './paging.js';
import { checkedPatches, requireReplaceOf } from './patch-operations.js';
import { badRequest, conflict, notFound } from './rejections.js';
import type { ApiRecord, Tables } from './tables.js';

export function modelOperations(tables: Tables): Operations {
  return {
    CreateModel: (input: CreateModelRequest) => createModel(tables, input),
    GetModel: (input: GetModelRequest) => find(tables, input).model,
    GetModels: (input: GetModelsRequest): Models =>
      page(tables.api(input.restApiId).models.values(), ({ name }) => name ?? '', input),
    UpdateModel: (input: UpdateModelRequest) => updateModel(tables, input),
    DeleteModel: (input: DeleteModelRequest) => deleteModel(tables, input),
  };
}

/** The models every new API has (LS). */
export function defaultModels(): Map<string, Model> {
  const model = (name: string, kind: string, properties: object): [string, Model] => [
    name,
    {
      id: newId(6),
      name,
      description: `This is a default ${kind} schema model`,
      schema: JSON.stringify(
        {
          $schema: 'http://json-schema.org/draft-04/schema#',
          title: `${name} Schema`,
          type: 'object',
          ...properties,
        },
        null,
        2,
      ),
      contentType: 'application/json',
    },
  ];
  return new Map([
    model('Empty', 'empty', {}),
    model('Error', 'error', { properties: { message: { type: 'string' } } }),
  ]);
}

function createModel(tables: Tables, input: CreateModelRequest): Model {
  const { models } = tables.api(input.restApiId);
  if (!input.name) throw badRequest('Model name must be non-empty');
  if (models.has(input.name)) throw conflict('Model name already exists for this REST API');
  const model: Model = {
    id: newId(6),
    name: input.name,
    ...(input.description !== undefined && { description: input.description }),
    schema: requireSchema(input.schema),
    contentType: input.contentType ?? 'application/json',
  };
  models.set(input.name, model);
  return model;
}

function updateModel(tables: Tables, input: UpdateModelRequest): Model {
  const patches = checkedPatches('updateModelInput', input.patchOperations);
  const { api, model } = find(tables, input);
  const changed = { ...model };
  for (const patch of patches) {
    requireReplaceOf(patch, ['/description', '/schema']);
    if (patch.path === '/schema') changed.schema = requireSchema(patch.value);
    else changed.description = patch.value;
  }
  api.models.set(changed.name ?? '', changed);
  return changed;
}

function deleteModel(tables: Tables, input: DeleteModelRequest): object {
  const { api, model } = find(tables, input);
  const user = methodUsing(api, model.name ?? '');
  if (user !== undefined) {
    throw conflict(`Cannot delete model '${model.name ?? ''}', is referenced in method request: ${user}`);
  }
  api.models.delete(model.name ?? '');
  return nothing;
}

/** The last method, in order of paths, that takes the model: `/test/ANY`, or `//ANY` for the root (LS). */
function methodUsing(api: ApiRecord, name: string): string | undefined {
  const users = [...api.resources.values()].flatMap(({ path, resourceMethods }) =>
    Object.entries(resourceMethods ?? {})
      .filter(([, method]) => Object.values(method.requestModels ?? {}).includes(name))
      .map(([verb]) => `${path}/${verb}`),
  );
  return users.sort().at(-1);
}

function find(
  tables: Tables,
  { restApiId, modelName }: { restApiId: string | undefined; modelName: string | undefined },
): { api: ApiRecord; model: Model } {
  const api = tables.apis.get(restApiId ?? '');
  const model = api?.models.get(modelName ?? '');
  if (!api || !model) throw notFound(`Invalid model name specified: ${modelName ?? 'null'}`);
  return { api, model };
}

function requireSchema(schema: string | undefined): string {
  if (!schema) throw badRequest('Model schema must have at least 1 property or array items defined');
  return schema;
}
