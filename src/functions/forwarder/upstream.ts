import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { serviceUnavailable } from './refusal.js';

export interface UpstreamRequest {
  readonly method: string;
  /** The service's host name: what is resolved, verified by TLS, sent as Host and signed. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request under way. */
export interface Exchange {
  /** Resolves when status and headers are there; rejects with a Refusal 503 when they never come. */
  readonly response: Promise<IncomingMessage>;
  /** Drops the connection. An answer that had begun then ends with an error. */
  abort(reason: Error): void;
}

export type Send = (request: UpstreamRequest) => Exchange;

/** Opens requests; `node:http`'s and `node:https`'s `request`, or a stand-in for them in tests. */
export type OpenRequest = (options: RequestOptions) => ClientRequest;

const CONNECT_TIMEOUT_MS = 5_000;
/** Probes begin well before NAT gateways and VPC endpoints drop a silent connection, at 350 s (BR/troubleshooting-api-error-codes). */
const KEEP_ALIVE_PROBE_MS = 60_000;
/** A frozen function does not see its connections close: after this long without use they are not trusted again. */
const MAX_IDLE_MS = 20_000;
/** API Gateway reads the metadata, headers included, from the first 16 KB (DG/response-transfer-mode-lambda). */
const MAX_HEADER_BYTES = 12_288;

/** Sends requests to the real host, or to `endpointUrl` in its place. Keeps connections alive. */
export function createSender(endpointUrl: URL | undefined, clock: () => number, open?: OpenRequest): Send {
  const plain = endpointUrl?.protocol === 'http:';
  const openRequest = open ?? (plain ? requestHttp : requestHttps);
  const agent = idleAwareAgent(plain, clock);
  return (request) => {
    const outgoing = openRequest({
      agent: agent(),
      method: request.method,
      path: request.path,
      headers: request.headers,
      setHost: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      ...connectTarget(request.host, endpointUrl),
    });
    return exchange(outgoing, request.body);
  };
}

function connectTarget(host: string, endpointUrl: URL | undefined): RequestOptions {
  if (endpointUrl === undefined) return { host };
  return { host: endpointUrl.hostname.replace(/^\[|\]$/g, ''), port: endpointUrl.port || undefined };
}

function idleAwareAgent(plain: boolean, clock: () => number): () => HttpAgent | HttpsAgent {
  const create = () =>
    new (plain ? HttpAgent : HttpsAgent)({ keepAlive: true, keepAliveMsecs: KEEP_ALIVE_PROBE_MS });
  let agent = create();
  let lastUsed = clock();
  return () => {
    const now = clock();
    if (now - lastUsed > MAX_IDLE_MS && Object.keys(agent.freeSockets).length > 0)
      agent = replace(agent, create());
    lastUsed = now;
    return agent;
  };
}

/** Closes what is idle only: a long answer may still be running on another connection. */
function replace<A extends HttpAgent>(old: A, fresh: A): A {
  for (const sockets of Object.values(old.freeSockets)) sockets?.forEach((socket) => socket.destroy());
  return fresh;
}

function exchange(outgoing: ClientRequest, body: Buffer): Exchange {
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.on('error', (error) => reject(error.name === 'Refusal' ? error : unavailable(error)));
  });
  limitConnecting(outgoing);
  outgoing.end(body);
  return { response, abort: (reason) => void outgoing.destroy(reason) };
}

function limitConnecting(outgoing: ClientRequest): void {
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(
      () => outgoing.destroy(serviceUnavailable('Connecting to the service took too long.')),
      CONNECT_TIMEOUT_MS,
    );
    const stop = () => {
      clearTimeout(timer);
    };
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', stop).once('close', stop);
  });
}

/** The code only: a system's error message may hold addresses. */
function unavailable(error: NodeJS.ErrnoException): Error {
  return serviceUnavailable(`The service could not be reached (${error.code ?? 'connection failed'}).`);
}
