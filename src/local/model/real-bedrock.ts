import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SignatureV4 } from '@smithy/signature-v4';
import { notImplementedHere, type AwsError } from '../errors.js';
import type { LocalRegion } from '../region.js';
import { Sha256 } from '../signature/sha256.js';
import { lowerCaseHeaders, splitUrl, type ReceivedRequest } from '../signature/signed-request.js';
import { bedrockError } from './bedrock-errors.js';
import type { ClientConnection } from './client-connection.js';
import type { ModelOperation } from './operations.js';
import type { RequestRecord } from './request-log.js';

/** The operator's own key pair. */
export interface AwsIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface RealBedrockOptions {
  /** Where to connect instead of `https://{service}.{region}.amazonaws.com`; the signature is still that of the real host. */
  readonly endpoint?: string;
  /** Instead of the default credential chain of the AWS SDK. */
  readonly credentials?: () => Promise<AwsIdentity>;
}

/** Amazon Bedrock itself, behind the local AWS. */
export interface RealBedrock {
  /** Signs the request anew, passes it on and streams the answer back. @throws AwsError when there are no credentials or no way to AWS */
  passOn(
    request: ReceivedRequest,
    operation: ModelOperation | undefined,
    connection: ClientConnection,
    record: RequestRecord,
  ): Promise<void>;
}

/** The credentials that the local AWS itself hands out are worth nothing on AWS. */
const LOCAL_ACCESS_KEY_ID = 'local';

/** Headers that belong to one connection or one signature. */
const NOT_PASSED_ON = new Set([
  'authorization',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
]);

/** Passes requests on to Amazon Bedrock in the same region, with credentials found on this machine when the first one comes. */
export function createRealBedrock(region: LocalRegion, options: RealBedrockOptions = {}): RealBedrock {
  let chain: Promise<() => Promise<AwsIdentity>> | undefined;
  const credentials = async () => {
    chain ??= options.credentials ? Promise.resolve(options.credentials) : defaultChain();
    return resolveIdentity(await chain);
  };
  return {
    async passOn(request, operation, connection, record) {
      const host = `${endpointPrefix(request, operation)}.${region.name}.amazonaws.com`;
      const headers = await sign(request, host, region, await credentials());
      const answer = await send(request, headers, options.endpoint ?? `https://${host}`, connection.gone);
      await passBack(answer, connection, record);
    },
  };
}

/** Loaded only now: most local gateways never call real Bedrock, and the chain is slow to load. */
async function defaultChain(): Promise<() => Promise<AwsIdentity>> {
  const { defaultCredentials } = await import('./default-credentials.js');
  return defaultCredentials();
}

async function resolveIdentity(chain: () => Promise<AwsIdentity>): Promise<AwsIdentity> {
  const identity = await chain().catch((error: unknown) => {
    throw noCredentials(error instanceof Error ? error.message : String(error));
  });
  if (identity.accessKeyId === LOCAL_ACCESS_KEY_ID)
    throw noCredentials('only those of the local AWS itself are set');
  return identity;
}

function noCredentials(why: string): AwsError {
  return bedrockError(
    'AccessDeniedException',
    `The local AWS was started with --bedrock aws, but found no AWS credentials to call Amazon Bedrock with (${why}). ` +
      'Sign in (for example with `aws sso login`) or set AWS_PROFILE, and start it again; or start it with --bedrock model.',
  );
}

/** Service prefix of the real host: from the operation, or from the host the client used. */
function endpointPrefix(request: ReceivedRequest, operation: ModelOperation | undefined): string {
  const host = lowerCaseHeaders(request.headers)['host'] ?? '';
  const prefix = operation?.endpoint ?? /^(bedrock(?:-agent)?(?:-runtime)?)\./.exec(host)?.[1];
  if (prefix === undefined) throw notImplementedHere(`${request.method} ${request.url} of Bedrock`);
  return prefix;
}

async function sign(
  request: ReceivedRequest,
  host: string,
  region: LocalRegion,
  credentials: AwsIdentity,
): Promise<Record<string, string>> {
  const passed = Object.entries(lowerCaseHeaders(request.headers)).filter(
    ([name]) => !NOT_PASSED_ON.has(name) && !name.startsWith(':'),
  );
  const { path, query } = splitUrl(request.url);
  const signer = new SignatureV4({ credentials, region: region.name, service: 'bedrock', sha256: Sha256 });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname: host,
      path,
      query,
      headers: { ...Object.fromEntries(passed), host, 'content-length': String(request.body.length) },
      body: request.body,
    },
    { signingDate: new Date(region.clock.now()) },
  );
  return signed.headers;
}

async function send(
  request: ReceivedRequest,
  headers: Record<string, string>,
  endpoint: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(endpoint);
  const open = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const outgoing = open({
    host: url.hostname,
    port: url.port,
    method: request.method,
    path: request.url,
    headers,
    signal,
  });
  outgoing.end(request.body);
  try {
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return answer;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw bedrockError(
      'ServiceUnavailableException',
      `Amazon Bedrock could not be reached at ${url.host}: ${why}`,
    );
  }
}

async function passBack(
  answer: IncomingMessage,
  connection: ClientConnection,
  record: RequestRecord,
): Promise<void> {
  const { statusCode = 502 } = answer;
  const kept = Object.entries(lowerCaseHeaders(answer.headers)).filter(
    ([name]) => name === 'content-length' || !NOT_PASSED_ON.has(name),
  );
  record.status = statusCode;
  connection.start(statusCode, Object.fromEntries(kept));
  for await (const bytes of answer as AsyncIterable<Buffer>) {
    record.chunksSent++;
    await connection.write(bytes);
  }
  await connection.end();
  record.outcome = statusCode < 400 ? 'completed' : 'failed';
}
