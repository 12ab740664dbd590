import { isJsonObject, type Json, type JsonObject, type TemplateDocument } from './template-document.js';

/**
 * Writes a template in as few bytes as YAML needs: a line for each section's entry, flow style within it, short forms of
 * functions, quotes only where they are needed. About four fifths of the same template as JSON.
 */
export function toCompactYaml(template: TemplateDocument): string {
  const sections = Object.entries(template).map(([name, section]) =>
    isJsonObject(section) ? `${name}:\n${entryLines(section)}` : `${name}: ${flow(section)}`,
  );
  return `${sections.join('\n')}\n`;
}

function entryLines(section: JsonObject): string {
  return Object.entries(section)
    .map(([key, value]) => ` ${scalar(key)}: ${flow(value)}`)
    .join('\n');
}

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(',')}]`;
  if (!isJsonObject(value)) return scalar(value);
  const entries = Object.entries(value);
  return shortForm(entries) ?? `{${entries.map(([key, item]) => `${scalar(key)}: ${flow(item)}`).join(',')}}`;
}

/** `!Name argument` for a function, or undefined for anything else. */
function shortForm(entries: readonly [string, Json][]): string | undefined {
  const [[key, argument] = ['', null]] = entries;
  const name = /^(?:Fn::)?(Ref|Condition|[A-Z]\w+)$/.exec(key)?.[1];
  const isFunction =
    entries.length === 1 && (key === 'Ref' || key.startsWith('Fn::') || isConditionName(key, argument));
  // A tag cannot follow a tag, so the function whose argument is another function keeps its long form.
  if (!isFunction || name === undefined || isJsonObject(argument)) return undefined;
  if (key === 'Fn::GetAtt' && Array.isArray(argument)) return `!GetAtt ${scalar(argument.join('.'))}`;
  return `!${name} ${flow(argument)}`;
}

/** `Condition` is also a part of a resource and of a policy: with a text alone it is the function, among conditions. */
function isConditionName(key: string, argument: Json): boolean {
  return key === 'Condition' && typeof argument === 'string';
}

/** Words that some version of YAML reads as something else than text. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** Text that no version of YAML reads as anything else, inside a flow collection too. */
const PLAIN = /^[A-Za-z]\w*(?:::\w+)*$|^[A-Za-z](?:[\w ./;()-]*[\w./;()-])?$/;

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (PLAIN.test(value) && !RESERVED.test(value)) return value;
  const isOneLine = /^[\x20-\x7e]*$/.test(value);
  const single = `'${value.replaceAll("'", "''")}'`;
  const double = JSON.stringify(value);
  return isOneLine && single.length < double.length ? single : double;
}
