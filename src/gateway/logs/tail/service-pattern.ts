import type { StatusRange, TailConditions } from './conditions.js';
import type { LogSourceName } from './tail-line.js';

/** Longest filter pattern that CloudWatch Logs takes (BC FilterLogEvents). */
const longest = 1_024;

/** Values that mean themselves between double quotes in a pattern. `*` stands for any text there too. */
const plain = /^[\w.:/@+ -]+$/;
const plainOrGlob = /^[\w.:/@+* -]+$/;

/**
 * The part of the conditions that CloudWatch Logs can apply to lines of a source, as a filter pattern; undefined where that is none. It
 * never leaves out a wanted line: what cannot be said in a pattern, or makes it too long, is left to the reader.
 */
export function servicePattern(source: LogSourceName, conditions: TailConditions): string | undefined {
  switch (source) {
    case 'access':
      return fitting(accessTerms(conditions));
    case 'forwarder':
      return fitting(forwarderTerms(conditions));
    default:
      return anyText(conditions.texts);
  }
}

/** Only for lines that nothing else is asked of, and that tell nothing of others. */
function anyText(texts: readonly string[] | undefined): string | undefined {
  if (!texts?.every((text) => plain.test(text))) return undefined;
  const pattern = texts.map((text) => (texts.length === 1 ? `"${text}"` : `?"${text}"`)).join(' ');
  return pattern.length <= longest ? pattern : undefined;
}

/** As many of the terms as fit, each of which may be left out. */
function fitting(terms: readonly (string | undefined)[]): string | undefined {
  let pattern: string | undefined;
  for (const term of terms) {
    if (term === undefined) continue;
    const longer = pattern === undefined ? `{ ${term} }` : `${pattern.slice(0, -2)} && ${term} }`;
    if (longer.length <= longest) pattern = longer;
  }
  return pattern;
}

/** Values of the access log are text, numbers too (docs/decisions/014). */
function accessTerms({ tenants, apiKeyIds = [], statuses, canary, routes }: TailConditions) {
  return [
    anyOf(
      tenants,
      plain,
      (tenant) => [`$.tenant = "${tenant}"`, `$.apiKeyId = "${tenant}"`],
      apiKeyIds.map((id) => `$.apiKeyId = "${id}"`),
    ),
    statuses && either(statuses.flatMap(statusTexts)),
    canary === undefined ? undefined : `$.isCanaryRequest = "${canary ? 'true' : 'false'}"`,
    anyOf(routes, plainOrGlob, (route) => [`$.path = "*${route}"`, `$.resourcePath = "${route}"`]),
  ];
}

/** Only what access lines say of the same request as well: their lines need the forwarder's for the model and the tokens. */
function forwarderTerms({ tenants, apiKeyIds = [], models }: TailConditions) {
  return [
    anyOf(
      tenants,
      plain,
      (tenant) => [`$.tenant = "${tenant}"`],
      apiKeyIds.map((id) => `$.tenant = "${id}"`),
    ),
    anyOf(models, plainOrGlob, (model) => [`$.modelId = "${model.includes('*') ? model : `*${model}*`}"`]),
  ];
}

function statusTexts({ least, most }: StatusRange): string[] {
  if (least % 100 === 0 && most === least + 99) return [`$.status = "${least / 100}*"`];
  return Array.from({ length: most - least + 1 }, (_, at) => `$.status = "${least + at}"`);
}

function anyOf(
  values: readonly string[] | undefined,
  allowed: RegExp,
  terms: (value: string) => string[],
  more: readonly string[] = [],
): string | undefined {
  if (values === undefined || !values.every((value) => allowed.test(value))) return undefined;
  return either([...values.flatMap(terms), ...more]);
}

function either(terms: readonly string[]): string {
  return terms.length === 1 ? terms.join('') : `(${terms.join(' || ')})`;
}
