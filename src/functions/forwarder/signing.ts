import { hash } from 'node:crypto';
import type * as aws4 from 'aws4';
import type { UpstreamRequest } from './upstream.js';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The role's credentials: Lambda puts them into the environment once, and they outlive it (LMB/configuration-envvars). */
export function lambdaCredentials(): Credentials {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN,
  };
}

/** The library's function, which the entry point brings in. */
export type Signer = typeof aws4.sign;

/**
 * Signs with Signature V4. The signer gets the body's hash instead of the body: given one, it would add a content type to
 * requests that have none, and a client's request is not ours to change.
 */
export function sign(
  signer: Signer,
  request: UpstreamRequest,
  region: string,
  credentials: Credentials,
  now: Date,
): UpstreamRequest {
  const { service, method, path, host } = request;
  const headers = {
    ...request.headers,
    Host: host,
    'X-Amz-Content-Sha256': hash('sha256', request.body),
    'X-Amz-Date': now.toISOString().replace(/[:-]|\.\d+/g, ''),
  };
  const signed = signer({ service, region, method, path, headers }, credentials);
  return { ...request, ...(signed as Pick<UpstreamRequest, 'path' | 'headers'>) };
}
