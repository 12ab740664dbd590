import { intrinsicOf, isObject, type Json, type Template } from './document.js';

/** A use of a parameter or resource (`Ref`, `${X}`) or of a resource's attribute (`Fn::GetAtt`, `${X.Y}`). */
export interface Reference {
  readonly target: string;
  readonly attribute?: string;
  /** The function it was found in: AWS words its errors by it. */
  readonly via: 'Ref' | 'Fn::GetAtt' | 'Fn::Sub';
}

/** Everything a value refers to, conditions of `Fn::If` not decided: both branches count, as on AWS. */
export function referencesIn(value: Json): Reference[] {
  const found: Reference[] = [];
  collect(value, found);
  return found;
}

function collect(value: Json, found: Reference[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (!isObject(value)) return;
  const call = intrinsicOf(value);
  if (call?.name === 'Ref' && typeof call.argument === 'string') {
    found.push({ target: call.argument, via: 'Ref' });
  } else if (call?.name === 'Fn::GetAtt') {
    collectAttribute(call.argument, found);
  } else if (call?.name === 'Fn::Sub') {
    collectSubstitution(call.argument, found);
  } else {
    for (const item of Object.values(value)) collect(item, found);
  }
}

function collectAttribute(argument: Json, found: Reference[]): void {
  const [target, attribute] = attributeParts(argument);
  if (target === undefined) return;
  if (typeof attribute === 'string') found.push({ target, attribute, via: 'Fn::GetAtt' });
  else {
    found.push({ target, via: 'Fn::GetAtt' });
    if (attribute !== undefined) collect(attribute, found);
  }
}

/** Target and attribute of a `Fn::GetAtt`, in its list form or its dotted one. */
export function attributeParts(argument: Json): [string | undefined, Json | undefined] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return dot < 0 ? [argument, undefined] : [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  if (!Array.isArray(argument) || typeof argument[0] !== 'string') return [undefined, undefined];
  return [argument[0], argument.length > 2 ? argument.slice(1).join('.') : argument[1]];
}

function collectSubstitution(argument: Json, found: Reference[]): void {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isObject(variables) ? variables : {};
  for (const value of Object.values(own)) collect(value, found);
  for (const name of placeholdersIn(typeof text === 'string' ? text : '')) {
    if (name in own) continue;
    const dot = name.indexOf('.');
    if (dot < 0) found.push({ target: name, via: 'Fn::Sub' });
    else found.push({ target: name.slice(0, dot), attribute: name.slice(dot + 1), via: 'Fn::Sub' });
  }
}

/** `${!literal}` (first group) or `${name}` (second group). */
export const placeholderOrLiteral = /\$\{!([^{}]*)\}|\$\{([^!${}][^{}]*)\}/g;

function placeholdersIn(text: string): string[] {
  const names = [...text.matchAll(placeholderOrLiteral)].map((match) => match[2]);
  return names.filter((name) => name !== undefined).map((name) => name.trim());
}

/** Logical ids a resource waits for: what it refers to and what `DependsOn` names. */
export function dependenciesOf(template: Template, logicalId: string): Set<string> {
  const resource = template.resources[logicalId];
  if (!resource) return new Set();
  const named = referencesIn(resource.properties).map((reference) => reference.target);
  const all = [...resource.dependsOn, ...named].filter((target) => target in template.resources);
  return new Set(all);
}

/** Logical ids in an order in which each comes after what it depends on; ties in alphabetical order. */
export function inDependencyOrder(template: Template): string[] {
  const ordered: string[] = [];
  const seen = new Set<string>();
  const visit = (logicalId: string): void => {
    if (seen.has(logicalId)) return;
    seen.add(logicalId);
    for (const dependency of [...dependenciesOf(template, logicalId)].sort()) visit(dependency);
    ordered.push(logicalId);
  };
  for (const logicalId of Object.keys(template.resources).sort()) visit(logicalId);
  return ordered;
}

/** Resources that wait for each other in a circle, in the order of the template. */
export function circularDependencies(template: Template): string[] {
  const remaining = new Map(Object.keys(template.resources).map((id) => [id, dependenciesOf(template, id)]));
  peel(remaining, (id) => [...(remaining.get(id) ?? [])].some((dependency) => remaining.has(dependency)));
  // What is left waits for a circle or is in one; keep those that something left waits for in turn.
  peel(remaining, (id) => [...remaining.values()].some((dependencies) => dependencies.has(id)));
  return [...remaining.keys()];
}

function peel(remaining: Map<string, Set<string>>, stays: (id: string) => boolean): void {
  for (;;) {
    const free = [...remaining.keys()].filter((id) => !stays(id));
    if (free.length === 0) return;
    for (const id of free) remaining.delete(id);
  }
}
