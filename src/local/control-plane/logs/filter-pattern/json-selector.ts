import type { PatternReader } from './pattern-reader.js';

/** A step of a selector: a property, an element, or every element. */
type Step = string | number | typeof EVERY;

const EVERY = Symbol('every element');

/** Where a selector leads in one event. */
export type Nodes = readonly unknown[];

/** A property selector such as `$.users[0].email`. */
export interface JsonSelector {
  /** As it stands in the pattern. */
  readonly text: string;
  /** The nodes it leads to: none where the path does not exist, several only with `[*]`. */
  select(document: unknown): Nodes;
}

/** Reads `$` and steps: `.name`, `[0]`, `[*]`, `['name']`, `["name"]`, `.['name']`. */
export function readSelector(reader: PatternReader): JsonSelector {
  reader.expect('$');
  const steps: Step[] = [];
  let text = '$';
  for (let read = readStep(reader); read; read = readStep(reader)) {
    steps.push(read.step);
    text += read.text;
  }
  if (steps.length === 0) throw reader.unexpected();
  return { text, select: (document) => steps.reduce<Nodes>(follow, [document]) };
}

function readStep(reader: PatternReader): { step: Step; text: string } | undefined {
  const name = reader.match(/\.[\p{L}\p{N}_@-]+/uy);
  if (name !== undefined) return { step: name.slice(1), text: name };
  const bracket = reader.match(/\.?\[\s*(?:\d{1,9}|\*|'[^']*'|"[^"]*")\s*\]/y);
  if (bracket === undefined) return undefined;
  return { step: bracketStep(bracket), text: bracket };
}

function bracketStep(bracket: string): Step {
  const inner = bracket.slice(bracket.indexOf('[') + 1, -1).trim();
  if (inner === '*') return EVERY;
  return /^\d/.test(inner) ? Number(inner) : inner.slice(1, -1);
}

function follow(nodes: Nodes, step: Step): Nodes {
  return nodes.flatMap((node) => {
    if (step === EVERY) return Array.isArray(node) ? (node as unknown[]) : [];
    if (typeof step === 'number')
      return Array.isArray(node) && step < node.length ? [node[step] as unknown] : [];
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return [];
    return Object.hasOwn(node, step) ? [(node as Record<string, unknown>)[step]] : [];
  });
}
