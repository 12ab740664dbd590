import { readFileSync } from 'node:fs';
import type { Credentials } from '../../../src/local/credentials.js';
import type { ReceivedRequest } from '../../../src/local/signature/signed-request.js';

/** A request that somebody else's signer signed, and when and with what. */
export interface RecordedVector {
  readonly name: string;
  readonly request: ReceivedRequest;
  readonly credentials: Credentials;
  readonly now: number;
  readonly service: string;
}

interface SuiteFile {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
  service: string;
  dateTime: string;
  host: string;
  vectors: {
    name: string;
    method: string;
    url: string;
    signedHeaders: string;
    headers: Record<string, string | string[]>;
    body: string;
    signature: string;
  }[];
  presigned: { name: string; url: string };
}

interface BotocoreFile {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  now: string;
  vectors: { name: string; method: string; url: string; headers: Record<string, string>; bodyHex: string }[];
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T;
}

const PRINCIPAL = 'arn:aws:iam::123456789012:user/recorded';
export const SUITE_TIME = Date.parse('2015-08-30T12:36:00Z');

/** The published test suite of Signature V4, header form. */
export function awsSuite(): RecordedVector[] {
  const suite = read<SuiteFile>('./aws-test-suite.json');
  return suite.vectors.map((vector) => {
    const token = vector.headers['X-Amz-Security-Token'];
    const scope = `${suite.accessKeyId}/20150830/${suite.region}/${suite.service}/aws4_request`;
    const headers = {
      Host: suite.host,
      'X-Amz-Date': suite.dateTime,
      ...vector.headers,
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${vector.signedHeaders}, Signature=${vector.signature}`,
    };
    return {
      name: vector.name,
      request: { method: vector.method, url: vector.url, headers, body: Buffer.from(vector.body) },
      credentials: suiteCredentials(suite, typeof token === 'string' ? token : undefined),
      now: SUITE_TIME,
      service: suite.service,
    };
  });
}

/** The one presigned URL of the suite; its signature is in the query. */
export function awsSuitePresigned(): RecordedVector {
  const suite = read<SuiteFile>('./aws-test-suite.json');
  return {
    name: suite.presigned.name,
    request: {
      method: 'GET',
      url: suite.presigned.url,
      headers: { host: suite.host },
      body: new Uint8Array(),
    },
    credentials: suiteCredentials(suite, undefined),
    now: SUITE_TIME,
    service: suite.service,
  };
}

function suiteCredentials(suite: SuiteFile, sessionToken: string | undefined): Credentials {
  const { accessKeyId, secretAccessKey } = suite;
  return {
    accessKeyId,
    secretAccessKey,
    principalArn: PRINCIPAL,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

/** Requests as botocore signed them. */
export function botocoreSigned(): RecordedVector[] {
  const { accessKeyId, secretAccessKey, sessionToken, now, vectors } =
    read<BotocoreFile>('./botocore-signed.json');
  return vectors.map(({ name, method, url, headers, bodyHex }) => ({
    name,
    request: { method, url, headers, body: Buffer.from(bodyHex, 'hex') },
    credentials: { accessKeyId, secretAccessKey, sessionToken, principalArn: PRINCIPAL },
    now: Date.parse(now),
    service: name.startsWith('bedrock') ? 'bedrock' : (name.split(' ')[0] ?? ''),
  }));
}
