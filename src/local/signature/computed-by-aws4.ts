import aws4 from 'aws4';
import type { SignatureInput } from './signed-request.js';

/** The signature that the `aws4` library computes for a request, in hexadecimal. */
export function signatureByAws4(input: SignatureInput): string {
  const signer = new aws4.RequestSigner(signingRequest(input), {
    accessKeyId: input.accessKeyId,
    secretAccessKey: input.secretAccessKey,
  });
  signer.datetime = input.dateTime;
  return signer.signature();
}

function signingRequest(input: SignatureInput) {
  return {
    method: input.method,
    path: input.url,
    headers: { ...input.headers },
    body: Buffer.from(input.body.buffer, input.body.byteOffset, input.body.byteLength),
    service: input.service,
    region: input.region,
    doNotModifyHeaders: true,
    // Some clients sign headers that aws4 leaves out of its own signatures, such as `range`.
    extraHeadersToInclude: Object.fromEntries(Object.keys(input.headers).map((name) => [name, true])),
    // aws4 adds a Host header of its own where a client signed `:authority` instead.
    extraHeadersToIgnore: 'host' in input.headers ? {} : { host: true },
  };
}
