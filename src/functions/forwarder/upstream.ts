import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Headers } from './headers.js';
import { serviceUnavailable } from './refusal.js';

export interface UpstreamRequest {
  /** The name that the service signs under. */
  readonly service: string;
  readonly method: string;
  /** The service's host name: what is resolved, verified by TLS, sent as Host and signed. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Opens connections: `request` of `node:http` and `node:https`, or a stand-in for it in tests. */
export type OpenRequest = (options: RequestOptions) => ClientRequest;

export type Send = (request: UpstreamRequest) => ClientRequest;

/** For connecting and handing the request over. */
const SEND_TIMEOUT_MS = 8_000;
/** Probes begin well before NAT gateways and VPC endpoints drop a silent connection, at 350 s (BR/troubleshooting-api-error-codes). */
const KEEP_ALIVE_PROBE_MS = 60_000;
/** A frozen function does not see its connections close: after this long without use they are not trusted again. */
const MAX_IDLE_MS = 20_000;
/** API Gateway reads the metadata, headers included, from the first 16 KB (DG/response-transfer-mode-lambda). */
const MAX_HEADER_BYTES = 12_288;

/** Sends signed requests to the host they name, or to `endpointUrl` in its place. Connections are kept and used again. */
export function createSender(
  endpointUrl: URL | undefined,
  open: OpenRequest = endpointUrl?.protocol === 'http:' ? requestHttp : requestHttps,
): Send {
  let agent: HttpAgent | undefined;
  let lastUsed = 0;
  return ({ method, host, path, headers, body }) => {
    if (Date.now() - lastUsed > MAX_IDLE_MS) agent = undefined;
    agent ??= createAgent(endpointUrl);
    lastUsed = Date.now();
    const target = endpointUrl
      ? { host: endpointUrl.hostname.replace(/[[\]]/g, ''), port: endpointUrl.port }
      : { host };
    const outgoing = open({ agent, method, path, headers, maxHeaderSize: MAX_HEADER_BYTES, ...target });
    limitSending(outgoing);
    outgoing.end(body);
    return outgoing;
  };
}

function createAgent(endpointUrl: URL | undefined): HttpAgent {
  const Agent = endpointUrl?.protocol === 'http:' ? HttpAgent : HttpsAgent;
  return new Agent({ keepAlive: true, keepAliveMsecs: KEEP_ALIVE_PROBE_MS });
}

function limitSending(outgoing: ClientRequest): void {
  const timer = setTimeout(() => outgoing.destroy(serviceUnavailable('no connection')), SEND_TIMEOUT_MS);
  const stop = () => {
    clearTimeout(timer);
  };
  outgoing.once('finish', stop).once('close', stop);
}

/** Waits for status and headers. */
export function awaitAnswer(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve).on('error', reject);
  });
}
