import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import type { Draft } from './api-service.js';

/** A short hash of everything a deployment of this draft would freeze: equal drafts have equal hashes, whatever order AWS lists them in. */
export function draftHash(draft: Draft): string {
  const parts = [
    draft.api,
    sorted(draft.resources),
    sorted(draft.authorizers),
    sorted(draft.gatewayResponses),
  ];
  return createHash('sha256').update(canonicalJson(parts)).digest('hex').slice(0, 16);
}

function sorted(items: readonly object[]): string[] {
  return items.map(canonicalJson).sort();
}
