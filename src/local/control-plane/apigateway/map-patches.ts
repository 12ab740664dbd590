import { entryName, invalidPatchPath, type Patch } from './patch-operations.js';
import { notFound } from './rejections.js';

/** What API Gateway says when an entry that is not there is removed or replaced (LS). */
const missingEntry: Record<string, string | undefined> = {
  '/requestModels': 'Content-Type specified was not found',
  '/responseModels': 'Content-Type specified was not found',
  '/requestTemplates': 'Content-Type specified was not found',
  '/responseTemplates': 'Content-Type specified was not found',
};

/**
 * The map after a patch of one of its entries, `base/name`. Adding and replacing both set; removing one that is not there
 * is a 404 (LS).
 */
export function withEntryPatch<V>(
  map: Record<string, V> | undefined,
  base: string,
  patch: Patch,
  read: (value: string | undefined) => V,
): Record<string, V> {
  const name = entryName(base, patch.path);
  if (name === undefined) throw invalidPatchPath(patch.path);
  if (patch.op === 'add' || patch.op === 'replace') return { ...map, [name]: read(patch.value) };
  if (patch.op !== 'remove') throw invalidPatchPath(patch.path);
  if (!map || !(name in map)) throw notFound(missingEntry[base] ?? 'Invalid parameter name specified');
  return Object.fromEntries(Object.entries(map).filter(([other]) => other !== name));
}
