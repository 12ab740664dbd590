import type { RequestHead } from './exchange.js';

/** Region and service that a Signature V4 names, before anything is verified. */
export interface CredentialScope {
  readonly region: string;
  /** Signing name, e.g. `apigateway`. */
  readonly service: string;
}

const SCOPE = /^[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/;

/** Reads the credential scope from the Authorization header or a presigned query. */
export function readCredentialScope(head: RequestHead): CredentialScope | undefined {
  const inHeader = /^AWS4-HMAC-SHA256 .*?Credential=([^,\s]+)/.exec(head.headers['authorization'] ?? '')?.[1];
  const credential = inHeader ?? new URLSearchParams(head.query).get('X-Amz-Credential') ?? '';
  const [, region, service] = SCOPE.exec(credential) ?? [];
  return region && service ? { region, service } : undefined;
}
