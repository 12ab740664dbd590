import { createHash } from 'node:crypto';
import type { Draft } from './api-service.js';

/** A short hash of everything a deployment of this draft would freeze: equal drafts have equal hashes, whatever order AWS lists them in. */
export function draftHash(draft: Draft): string {
  const parts = [
    draft.api,
    sorted(draft.resources),
    sorted(draft.authorizers),
    sorted(draft.gatewayResponses),
  ];
  return createHash('sha256').update(canonical(parts)).digest('hex').slice(0, 16);
}

function sorted(items: readonly object[]): string[] {
  return items.map(canonical).sort();
}

/** JSON with sorted keys and without members that are absent, so that only content counts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (!isRecord(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
