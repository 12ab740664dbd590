import { createHash } from 'node:crypto';
import aws4 from 'aws4';
import type { UpstreamRequest } from './upstream.js';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Reads the role's credentials, which Lambda keeps in the environment. */
export function lambdaCredentials(environment: Readonly<Record<string, string | undefined>>): Credentials {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = environment;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

export interface SigningScope {
  readonly region: string;
  /** The name the service signs under, which is not always its endpoint's. */
  readonly service: string;
  readonly now: Date;
}

/**
 * Signs with Signature V4. The signer gets the body's hash instead of the body: given one, it would add a content type to
 * requests that have none, and a client's request is not ours to change.
 */
export function sign(
  request: UpstreamRequest,
  credentials: Credentials,
  scope: SigningScope,
): UpstreamRequest {
  const signed = aws4.sign(
    {
      method: request.method,
      path: request.path,
      region: scope.region,
      service: scope.service,
      headers: {
        ...request.headers,
        Host: request.host,
        'X-Amz-Content-Sha256': createHash('sha256').update(request.body).digest('hex'),
        'X-Amz-Date': scope.now.toISOString().replace(/[:-]|\.\d{3}/g, ''),
      },
    },
    credentials,
  );
  return { ...request, path: signed.path ?? request.path, headers: signed.headers as Record<string, string> };
}
