import { createHmac } from 'node:crypto';
import {
  ALGORITHM_IDENTIFIER,
  SignatureV4Base,
  createScope,
  getCanonicalHeaders,
  getPayloadHash,
  getSigningKey,
} from '@smithy/signature-v4';
import { Sha256 } from './sha256.js';
import { splitUrl, type SignatureInput } from './signed-request.js';

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
    const { path, query } = splitUrl(url);
    const request = { method, path, query, headers, body, protocol: 'https:', hostname: '' };
    const canonicalHeaders = getCanonicalHeaders(request, undefined, new Set(Object.keys(headers)));
    return this.createCanonicalRequest(request, canonicalHeaders, await getPayloadHash(request, Sha256));
  }
}

/** The signature that `@smithy/signature-v4`, the signer of AWS's JavaScript SDK, computes for a request, in hexadecimal. */
export function signatureBySmithy(input: SignatureInput): Promise<string> {
  return new Recomputation(input).signature();
}
