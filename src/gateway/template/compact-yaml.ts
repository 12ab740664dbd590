import { shortFormOf } from './short-form-tags.js';
import { isJsonObject, type Json, type JsonObject, type TemplateDocument } from './template-document.js';

/**
 * Writes a template in as few bytes as YAML needs: a line for each section's entry, flow style within it, short forms of
 * functions, quotes only where they are needed. About four fifths of the same template as JSON.
 */
export function toCompactYaml(template: TemplateDocument): string {
  const sections = Object.entries(template).map(([name, section]) => {
    const isLong = isJsonObject(section) && Object.keys(section).length > 0;
    return isLong ? `${scalar(name)}:\n${entryLines(section)}` : `${scalar(name)}: ${flow(section)}`;
  });
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
  const name = shortFormOf(key);
  if (name === undefined || entries.length !== 1) return undefined;
  if (key === 'Fn::GetAtt' && Array.isArray(argument)) return `!GetAtt ${scalar(argument.join('.'))}`;
  // A tag cannot follow a tag: a function whose argument is another function keeps its long form.
  return typeof argument === 'string' || Array.isArray(argument) ? `!${name} ${flow(argument)}` : undefined;
}

/** Words that some version of YAML reads as something else than text. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|e\d+)$/i;
/** Text that no version of YAML reads as anything else, inside a flow collection too. */
const PLAIN = /^[A-Za-z]\w*(?:::\w+)*$|^[A-Za-z](?:[\w ./;()-]*[\w./;()-])?$/;

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (PLAIN.test(value) && !RESERVED.test(value)) return value;
  const isOneLine = /^[\x20-\x7e]*$/.test(value);
  const single = `'${value.replaceAll("'", "''")}'`;
  const double = doubleQuoted(value);
  return isOneLine && single.length < double.length ? single : double;
}

/** As in JSON, but with escapes for what YAML reads as a line break or does not take at all (YAML 1.1 §5.1). */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|[\u{10000}-\u{10ffff}]/gu,
    (character) => {
      const code = (character.codePointAt(0) ?? 0).toString(16);
      return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
    },
  );
}
