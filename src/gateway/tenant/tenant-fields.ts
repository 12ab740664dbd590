import { GatewayError } from '../errors.js';
import { longestRecord, writeRecord, type TenantRecord } from './tenant-record.js';

/** API Gateway takes 50 tags (BC); `aigw` itself needs three. */
const mostTags = 47;
const tagPattern = /^[a-zA-Z0-9+\-=._:/]*$/;
const tagCharacters = 'API Gateway takes letters, digits and + - = . _ : / in tags.';

/** `team=payments`: the name ends at the first `=`. @throws GatewayError `usage` */
export function parseTag(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new GatewayError('usage', `"${text}" is not a tag.`, { next: ['--tag NAME=VALUE'] });
}

/** @throws GatewayError `usage` where API Gateway would not take the tags, or they are ours */
export function assertTags(tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > mostTags) throw badTag(`${entries.length} tags are too many.`, `${mostTags} at most.`);
  for (const [name, value] of entries) {
    if (/^(aws|aigw):|^__proto__$/i.test(name)) throw badTag(`The tag "${name}" is not yours to set.`);
    if (name === '' || name.length > 128)
      throw badTag(`"${name}" cannot name a tag.`, 'It takes 1 to 128 characters.');
    if (value.length > 256)
      throw badTag(`The value of the tag ${name} is too long.`, 'It takes 256 characters.');
    if (!tagPattern.test(name)) throw badTag(`"${name}" cannot name a tag.`, tagCharacters);
    if (!tagPattern.test(value))
      throw badTag(`"${value}" cannot be the value of the tag ${name}.`, tagCharacters);
  }
}

/** @throws GatewayError `usage` where one is no tag, or a name is given twice */
export function parseTags(texts: readonly string[]): Readonly<Record<string, string>> {
  const tags = texts.map(parseTag);
  const twice = tags.find(([name], at) => tags.findIndex(([other]) => other === name) !== at);
  if (twice) throw badTag(`The tag ${twice[0]} is given twice.`);
  return Object.fromEntries(tags);
}

export function sameTags(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** @throws GatewayError `usage` where the text cannot be kept as it is */
export function assertDescription(text: string): void {
  if (text.isWellFormed()) return;
  throw new GatewayError('usage', 'The description is not well-formed text.', {
    reason: 'It holds half of a character (a lone surrogate).',
  });
}

/** @throws GatewayError `usage` where description and tags together are longer than a key's description may be */
export function assertRecordFits(record: Omit<TenantRecord, 'revision'>): void {
  const length = writeRecord({ ...record, revision: '123456789abc' }).length;
  if (length <= longestRecord) return;
  throw new GatewayError('usage', 'Description and tags are too long.', {
    reason: `Encoded they take ${length} of ${longestRecord} characters.`,
    next: ['Shorten the description, or use fewer tags.'],
  });
}

function badTag(what: string, reason?: string): GatewayError {
  return new GatewayError('usage', what, { reason });
}
