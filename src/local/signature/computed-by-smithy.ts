import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import {
  ALGORITHM_IDENTIFIER,
  SignatureV4Base,
  createScope,
  getCanonicalHeaders,
  getPayloadHash,
  getSigningKey,
} from '@smithy/signature-v4';
import type { SignatureInput } from './signed-request.js';

type SourceData = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, keyed or not, in the form that @smithy/signature-v4 asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: SourceData): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('A Sha256 is used once.');
  }
}

function bytesOf(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(data);
}

/** Signs a request again exactly as it was signed, adding no header of its own as the public `sign` would. */
class Recomputation extends SignatureV4Base {
  constructor(private readonly input: SignatureInput) {
    const { accessKeyId, secretAccessKey, region, service } = input;
    // S3 alone does not encode the path a second time.
    super({
      credentials: { accessKeyId, secretAccessKey },
      region,
      service,
      sha256: Sha256,
      uriEscapePath: service !== 's3',
    });
  }

  async signature(): Promise<string> {
    const { dateTime, region, service, accessKeyId, secretAccessKey } = this.input;
    const shortDate = dateTime.slice(0, 8);
    const scope = createScope(shortDate, region, service);
    const toSign = await this.createStringToSign(
      dateTime,
      scope,
      await this.canonicalRequest(),
      ALGORITHM_IDENTIFIER,
    );
    const key = await getSigningKey(Sha256, { accessKeyId, secretAccessKey }, shortDate, region, service);
    return createHmac('sha256', key).update(toSign).digest('hex');
  }

  private async canonicalRequest(): Promise<string> {
    const { method, url, body } = this.input;
    const headers = { ...this.input.headers };
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? {} : parseQuery(url.slice(mark + 1));
    const request = { method, path, query, headers, body, protocol: 'https:', hostname: '' };
    const canonicalHeaders = getCanonicalHeaders(request, undefined, new Set(Object.keys(headers)));
    return this.createCanonicalRequest(request, canonicalHeaders, await getPayloadHash(request, Sha256));
  }
}

/** The query as a bag of decoded values. A name without `=` has the empty value. */
function parseQuery(query: string): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&').filter((pair) => pair !== '')) {
    const equals = pair.indexOf('=');
    const name = decodeURIComponent(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeURIComponent(pair.slice(equals + 1));
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries(values);
}

/** The signature that `@smithy/signature-v4`, the signer of AWS's JavaScript SDK, computes for a request, in hexadecimal. */
export function signatureBySmithy(input: SignatureInput): Promise<string> {
  return new Recomputation(input).signature();
}
