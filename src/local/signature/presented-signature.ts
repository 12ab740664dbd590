import { SignatureFailure } from './signature-failure.js';

/** The signature a client presents, in a header or in the query, taken apart. */
export interface PresentedSignature {
  readonly accessKeyId: string;
  /** `YYYYMMDD` of the credential scope. */
  readonly scopeDate: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly dateTime: string;
  readonly sessionToken: string | undefined;
  /** Seconds a presigned URL is good for; absent where the signature is in the header. */
  readonly expiresIn?: number;
  /** Path and query without the signature of a presigned URL. */
  readonly url: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const BASIC_DATE = /^\d{8}T\d{6}Z$/;

/** Reads the signature of a request. @throws SignatureFailure `missing` or `incomplete` */
export function readPresentedSignature(
  url: string,
  headers: Readonly<Record<string, string>>,
): PresentedSignature {
  const authorization = headers['authorization'];
  if (authorization !== undefined) return fromHeader(url, authorization, headers);
  const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
  if (query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm')) return fromQuery(url, query);
  throw new SignatureFailure('missing');
}

function fromHeader(
  url: string,
  value: string,
  headers: Readonly<Record<string, string>>,
): PresentedSignature {
  const space = value.indexOf(' ');
  if (value.slice(0, space) !== ALGORITHM) throw new SignatureFailure('missing');
  const parts = new Map<string, string>();
  for (const part of value.slice(space + 1).split(',')) {
    const [name = '', ...rest] = part.trim().split('=');
    if (parts.has(name)) throw new SignatureFailure('incomplete');
    parts.set(name, rest.join('='));
  }
  return {
    ...readScope(required(parts.get('Credential'), 'Credential')),
    signedHeaders: required(parts.get('SignedHeaders'), 'SignedHeaders').split(';'),
    signature: readHex(required(parts.get('Signature'), 'Signature')),
    dateTime: readDate(headers),
    sessionToken: headers['x-amz-security-token'],
    url,
  };
}

function fromQuery(url: string, query: URLSearchParams): PresentedSignature {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) throw new SignatureFailure('incomplete');
  const parameter = (name: string) => required(query.get(`X-Amz-${name}`) ?? undefined, `X-Amz-${name}`);
  const expiresIn = Number(parameter('Expires'));
  const dateTime = parameter('Date');
  if (!Number.isInteger(expiresIn) || expiresIn < 0 || !BASIC_DATE.test(dateTime)) {
    throw new SignatureFailure('incomplete');
  }
  return {
    ...readScope(parameter('Credential')),
    signedHeaders: parameter('SignedHeaders').split(';'),
    signature: readHex(parameter('Signature')),
    dateTime,
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expiresIn,
    url: withoutSignature(url),
  };
}

function required(value: string | undefined, name: string): string {
  if (value) return value;
  throw new SignatureFailure('incomplete', `Authorization header requires '${name}' parameter.`);
}

function readScope(credential: string) {
  const [accessKeyId, scopeDate, region, service, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !scopeDate || !region || !service || terminator !== 'aws4_request' || rest.length > 0) {
    throw new SignatureFailure(
      'incomplete',
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    );
  }
  return { accessKeyId, scopeDate, region, service };
}

function readHex(signature: string): string {
  if (/^[0-9a-f]{64}$/.test(signature)) return signature;
  throw new SignatureFailure('bad-signature');
}

/** The time of signing: `X-Amz-Date`, or `Date` in either of the forms that Signature V4 allows. */
function readDate(headers: Readonly<Record<string, string>>): string {
  const value = headers['x-amz-date'] ?? headers['date'];
  if (value !== undefined && BASIC_DATE.test(value)) return value;
  const parsed = value === undefined || headers['x-amz-date'] !== undefined ? Number.NaN : Date.parse(value);
  if (Number.isNaN(parsed)) {
    throw new SignatureFailure(
      'incomplete',
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  }
  return new Date(parsed).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function withoutSignature(url: string): string {
  const mark = url.indexOf('?');
  const kept = url
    .slice(mark + 1)
    .split('&')
    .filter((pair) => !pair.startsWith('X-Amz-Signature='));
  return `${url.slice(0, mark)}?${kept.join('&')}`;
}
