/**
 * How a key says who may call with it: `key` itself, or `jwt`: nobody sends the key, it only counts the requests of a tenant that
 * comes with JWTs.
 */
export type KeyKind = 'key' | 'jwt';

/** What the description of a tenant's API key records. Lists carry it, so one pass over the keys tells everything. */
export interface TenantRecord {
  /** Stack of the gateway: an account has one set of keys for all its gateways. */
  readonly stack: string;
  readonly kind: KeyKind;
  /** Name of the usage plan the key belongs in. */
  readonly plan: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Names this version of the record, so that whoever wrote it knows it again. */
  readonly revision: string;
  /** The key that this one replaces, while a rotation goes on. */
  readonly replaces?: ReplacedKey;
  /** The key was never shown to anybody and is about to be removed: it is no tenant's. */
  readonly withdrawn?: boolean;
}

export interface ReplacedKey {
  readonly keyId: string;
  /** Until when it was promised to work. */
  readonly until: Date;
}

/** Longest record, in characters. AWS documents no limit for descriptions; this much was always taken. */
export const longestRecord = 1_000;

const marker = 'aigw';

/**
 * Writes a record as one line of ASCII without commas and quotation marks, so that it goes unchanged through JSON, the CSV of
 * ImportApiKeys and the console: `aigw stack=gw kind=key plan=gold rev=x7 tag:team=a text=Acme%20Inc`.
 */
export function writeRecord(record: TenantRecord): string {
  const fields: (readonly [string, string | undefined])[] = [
    ['stack', record.stack],
    ['kind', record.kind],
    ['plan', record.plan],
    ['rev', record.revision],
    ['replaces', record.replaces?.keyId],
    ['until', record.replaces?.until.toISOString()],
    ['withdrawn', record.withdrawn ? 'yes' : undefined],
    ...Object.entries(record.tags)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => [`tag:${name}`, value] as const),
    ['text', record.description === '' ? undefined : record.description],
  ];
  const written = fields.flatMap(([name, value]) =>
    value === undefined ? [] : [`${encoded(name)}=${encoded(value)}`],
  );
  return [marker, ...written].join(' ');
}

/** Reads the description of an API key; undefined where `aigw` did not write it. */
export function readRecord(description: string): TenantRecord | undefined {
  const [first, ...rest] = description.split(' ');
  if (first !== marker) return undefined;
  const fields = new Map(rest.flatMap(readField));
  const [stack, plan, kind] = [fields.get('stack'), fields.get('plan'), fields.get('kind')];
  if (stack === undefined || plan === undefined || (kind !== 'key' && kind !== 'jwt')) return undefined;
  const tags = [...fields].flatMap(([name, value]) =>
    name.startsWith('tag:') ? [[name.slice('tag:'.length), value] as const] : [],
  );
  return {
    stack,
    kind,
    plan,
    description: fields.get('text') ?? '',
    tags: Object.fromEntries(tags),
    revision: fields.get('rev') ?? '',
    ...replacedIn(fields),
    ...(fields.has('withdrawn') && { withdrawn: true }),
  };
}

function replacedIn(fields: ReadonlyMap<string, string>): Pick<TenantRecord, 'replaces'> {
  const [keyId, until] = [fields.get('replaces'), new Date(fields.get('until') ?? '')];
  return keyId === undefined || Number.isNaN(until.getTime()) ? {} : { replaces: { keyId, until } };
}

function readField(field: string): (readonly [string, string])[] {
  const at = field.indexOf('=');
  try {
    return at < 0 ? [] : [[decoded(field.slice(0, at)), decoded(field.slice(at + 1))]];
  } catch {
    // Edited by hand into something that is no percent-encoding.
    return [];
  }
}

/** Colons are left to be read; the rest is as `encodeURIComponent` has it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%2F', '/');
}

function decoded(text: string): string {
  return decodeURIComponent(text);
}
