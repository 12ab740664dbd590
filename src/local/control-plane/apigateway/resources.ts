import type {
  CreateResourceRequest,
  DeleteResourceRequest,
  GetResourceRequest,
  GetResourcesRequest,
  Resource,
  Resources,
  UpdateResourceRequest,
} from '@aws-sdk/client-api-gateway';
import { unusedId } from './identifiers.js';
import { nothing, type Operations } from './operations.js';
import { page } from './paging.js';
import { checkedPatches, requireReplaceOf, type Patch } from './patch-operations.js';
import { badRequest, conflict, limitExceeded, notFound } from './rejections.js';
import type { ApiRecord, DraftResource, Tables } from './tables.js';

const largestCount = 300;

export function resourceOperations(tables: Tables): Operations {
  return {
    CreateResource: (input: CreateResourceRequest) => createResource(tables, input),
    GetResource: (input: GetResourceRequest) => {
      const { resource } = findResource(tables, input.restApiId, input.resourceId);
      return shown(resource, input.embed);
    },
    GetResources: (input: GetResourcesRequest) => getResources(tables, input),
    UpdateResource: (input: UpdateResourceRequest) => updateResource(tables, input),
    DeleteResource: (input: DeleteResourceRequest) => deleteResource(tables, input),
  };
}

/** The resource, or 404; an unknown API answers the same (LS). */
export function findResource(
  tables: Tables,
  restApiId: string | undefined,
  resourceId: string | undefined,
): { api: ApiRecord; resource: DraftResource } {
  const api = tables.apis.get(restApiId ?? '');
  const resource = api?.resources.get(resourceId ?? '');
  if (!api || !resource) throw notFound('Invalid Resource identifier specified');
  return { api, resource };
}

function createResource(tables: Tables, input: CreateResourceRequest): Resource {
  const { api, resource: parent } = findResource(tables, input.restApiId, input.parentId);
  if (api.resources.size >= largestCount) {
    throw limitExceeded(
      'Maximum number of resources for this API has been reached. Please contact AWS if you need additional resources.',
    );
  }
  const pathPart = requirePathPart(input.pathPart);
  requirePlace(api, parent, pathPart);
  const id = unusedId(api.resources, 6);
  const resource: DraftResource = { id, parentId: parent.id, pathPart, path: pathBelow(parent, pathPart) };
  api.resources.set(id, resource);
  return resource;
}

function getResources(tables: Tables, input: GetResourcesRequest): Resources {
  const resources = tables.api(input.restApiId).resources.values();
  const { items, ...rest } = page(resources, ({ path }) => path, input);
  return { items: items.map((resource) => shown(resource, input.embed)), ...rest };
}

/** Without `embed=methods` only the verbs are shown. */
function shown(resource: DraftResource, embed: readonly string[] | undefined): Resource {
  const { resourceMethods, ...rest } = resource;
  if (!resourceMethods || Object.keys(resourceMethods).length === 0) return rest;
  if (embed?.includes('methods')) return resource;
  return {
    ...rest,
    resourceMethods: Object.fromEntries(Object.keys(resourceMethods).map((verb) => [verb, {}])),
  };
}

function updateResource(tables: Tables, input: UpdateResourceRequest): Resource {
  const patches = checkedPatches('updateResourceInput', input.patchOperations);
  const { api, resource } = findResource(tables, input.restApiId, input.resourceId);
  const moved = patches.reduce((current, patch) => patched(api, current, patch), resource);
  const draft = new Map(api.resources).set(moved.id, moved);
  for (const below of descendants(api, moved)) draft.set(below.id, { ...below, path: pathOf(draft, below) });
  for (const [id, changed] of draft) api.resources.set(id, changed);
  return shown(moved, undefined);
}

function patched(api: ApiRecord, resource: DraftResource, patch: Patch): DraftResource {
  requireReplaceOf(patch, ['/parentId', '/pathPart']);
  if (resource.parentId === undefined) {
    throw badRequest(`Root resource cannot update its ${patch.path.slice(1)}.`);
  }
  const pathPart = patch.path === '/pathPart' ? requirePathPart(patch.value) : (resource.pathPart ?? '');
  const parent = api.resources.get(patch.path === '/parentId' ? (patch.value ?? '') : resource.parentId);
  if (!parent) throw notFound('Invalid Resource identifier specified');
  if (parent.id === resource.id || descendants(api, resource).includes(parent)) {
    throw badRequest('Resources cannot be cyclical.');
  }
  requirePlace(api, parent, pathPart, resource.id);
  return { ...resource, parentId: parent.id, pathPart, path: pathBelow(parent, pathPart) };
}

/** Deletes the resource and all below it (LS). */
function deleteResource(tables: Tables, input: DeleteResourceRequest): object {
  const { api, resource } = findResource(tables, input.restApiId, input.resourceId);
  if (resource.parentId === undefined) throw badRequest('Root resource cannot be deleted');
  for (const { id } of [resource, ...descendants(api, resource)]) api.resources.delete(id);
  return nothing;
}

/** Parents before their children. */
function descendants(api: ApiRecord, resource: DraftResource): DraftResource[] {
  const children = [...api.resources.values()].filter(({ parentId }) => parentId === resource.id);
  return children.flatMap((child) => [child, ...descendants(api, child)]);
}

function pathOf(draft: ReadonlyMap<string, DraftResource>, resource: DraftResource): string {
  const parent = draft.get(resource.parentId ?? '');
  return parent ? pathBelow(parent, resource.pathPart ?? '') : resource.path;
}

function pathBelow(parent: DraftResource, pathPart: string): string {
  return parent.path === '/' ? `/${pathPart}` : `${parent.path}/${pathPart}`;
}

function requirePathPart(pathPart: string | undefined): string {
  if (!pathPart || !/^(\{[a-zA-Z0-9._\-:]+\+?\}|[a-zA-Z0-9._\-:]+)$/.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  return pathPart;
}

/** Names are unique below a parent, one of them at most a variable, and nothing is below a greedy one (LS). */
function requirePlace(api: ApiRecord, parent: DraftResource, pathPart: string, self?: string): void {
  if (parent.pathPart?.endsWith('+}')) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  const siblings = [...api.resources.values()].filter(
    ({ id, parentId }) => parentId === parent.id && id !== self,
  );
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = siblings.find((sibling) => sibling.pathPart?.startsWith('{'));
  if (variable && pathPart.startsWith('{')) {
    throw badRequest(
      `A sibling (${variable.pathPart ?? ''}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
}
