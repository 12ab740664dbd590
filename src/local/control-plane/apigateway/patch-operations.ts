import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { badRequest, enumViolation, validationFailed } from './rejections.js';

export type PatchOp = 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';

/** One checked patch operation. */
export interface Patch {
  readonly op: PatchOp;
  readonly path: string;
  /** Absent and `null` are the same to API Gateway. */
  readonly value: string | undefined;
  readonly from: string | undefined;
}

// The order is AWS's own, in the message (LS).
const ops: readonly PatchOp[] = ['add', 'remove', 'move', 'test', 'replace', 'copy'];

/**
 * The patch operations of an update, every `op` checked before any is applied.
 *
 * @param inputName what AWS calls the input in the message, e.g. `updateStageInput`
 * @param otherViolations violations of other members, listed after those of the operations
 */
export function checkedPatches(
  inputName: string,
  operations: readonly PatchOperation[] | undefined,
  otherViolations: readonly string[] = [],
): Patch[] {
  const given = operations ?? [];
  const violations = given.flatMap(({ op }, index) =>
    op !== undefined && !isPatchOp(op)
      ? [enumViolation(op, `${inputName}.patchOperations.${String(index + 1)}.member.op`, ops)]
      : [],
  );
  violations.push(...otherViolations);
  if (violations.length > 0) throw validationFailed(violations);
  return given.map(toPatch);
}

function toPatch({ op, path, value, from }: PatchOperation): Patch {
  if (path === undefined) throw badRequest('Invalid patch path null');
  return { op: op ?? 'replace', path, value: value ?? undefined, from: from ?? undefined };
}

function isPatchOp(op: string): op is PatchOp {
  return (ops as readonly string[]).includes(op);
}

/** The parts of a JSON pointer, `~1` read as `/` and `~0` as `~`. */
export function pointerParts(path: string): string[] {
  return path.replace(/^\//, '').split('/').map(unescapePointer);
}

export function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/**
 * Whether the path is `base/name` with one name in it (its slashes escaped), and which.
 * `entryName('/variables', '/variables/a~1b')` is `a/b`.
 */
export function entryName(base: string, path: string): string | undefined {
  if (!path.startsWith(`${base}/`)) return undefined;
  const name = path.slice(base.length + 1);
  return name === '' || name.includes('/') ? undefined : unescapePointer(name);
}

/** As API Gateway reads a boolean in a patch: anything but `true` is false (LS). */
export function patchedBoolean(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}

/** How REST APIs, methods, integrations and gateway responses refuse a path (LS). */
export function invalidPatchPath(path: string): Error {
  return badRequest(`Invalid patch path ${path}`);
}

/** How they refuse an operation on a path that they know (LS). */
export function onlyReplace(patch: Patch): void {
  if (patch.op !== 'replace')
    throw badRequest('Invalid patch operation specified. Must be one of: [replace]');
}

/**
 * Throws unless the patch replaces one of the paths. It is how resources, models, request validators, API keys and
 * deployments refuse a patch, two spaces included (LS).
 */
export function requireReplaceOf(patch: Patch, paths: readonly string[]): void {
  const subject = `Invalid patch path  '${patch.path}' specified for op '${patch.op}'.`;
  if (patch.op !== 'replace') throw badRequest(`${subject} Please choose supported operations`);
  if (!paths.includes(patch.path)) throw badRequest(`${subject} Must be one of: [${paths.join(', ')}]`);
}
