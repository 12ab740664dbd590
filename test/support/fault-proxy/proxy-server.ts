import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer as createHttpServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../../src/local/clock.js';
import { AwsError } from '../../../src/local/errors.js';
import type { WireResponse } from '../../../src/local/protocol/wire.js';
import { createRateLimiter, type RateLimiter } from '../../../src/local/server/rate-limiter.js';
import { readBody, readHead } from '../../../src/local/server/exchange.js';
import { createProtocols, isServiceName } from '../../../src/local/services.js';
import { errorAnswer, faultAnswer } from './fault-answers.js';
import { FaultPlanner, type Fault, type FaultConfig } from './fault-plan.js';
import { nameRequest, type NamedRequest } from './operation-name.js';
import type { SeenRequest, WatchedProcess } from './proxy-messages.js';

/** HTTP/2 with prior knowledge begins with these letters; no HTTP/1 method does. */
const HTTP2_START = 'PRI';

/** Stands between a client and an endpoint, over HTTP/1.1. Anything else is piped through untouched. */
export class FaultProxyServer {
  readonly #protocols = createProtocols();
  #planner = new FaultPlanner({});
  #limiter: RateLimiter | undefined;
  #seen: SeenRequest[] = [];
  #watched: WatchedProcess | undefined;

  constructor(private target: URL) {}

  /** Starts counting anew, with another plan. */
  configure(config: FaultConfig): void {
    this.#planner = new FaultPlanner(config);
    this.#limiter = config.rates ? createRateLimiter(systemClock) : undefined;
    this.#seen = [];
  }

  watch(process: WatchedProcess): void {
    this.#watched = process;
  }

  /** Stands in front of another endpoint from now on. */
  aim(target: URL): void {
    this.target = target;
  }

  get requests(): readonly SeenRequest[] {
    return this.#seen;
  }

  /** Listens on a free loopback port, which it resolves to. */
  async listen(): Promise<number> {
    const http = createHttpServer({ requestTimeout: 0 }, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        if (!request.socket.destroyed) process.stderr.write(`fault proxy: ${String(error)}\n`);
        reset(request.socket);
      });
    });
    const tcp = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', (first: Buffer) => {
        socket.pause();
        if (first.toString('latin1', 0, 3) === HTTP2_START) {
          this.#passThrough(socket, first);
          return;
        }
        socket.unshift(first);
        http.emit('connection', socket);
        socket.resume();
      });
    });
    tcp.listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    return (tcp.address() as AddressInfo).port;
  }

  #passThrough(client: Socket, first: Buffer): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    server.on('error', () => client.destroy());
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    server.write(first);
    client.pipe(server).pipe(client);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.from(await readBody(request, Infinity));
    const wire = { ...readHead(request), body };
    const named = nameRequest(wire, this.#protocols);
    const fault = this.#planner.next(named.operation);
    const seen = this.#record(wire.method, request.url ?? '/', named, fault);
    const tooFast = this.#rateAnswer(named);
    const instead = tooFast ?? faultAnswer(fault, named, randomUUID());
    if (instead && !tooFast && isCommitted(fault))
      await drain(await this.#forward(request, response, body, seen));
    if (instead) return answerWith(response, instead, seen);
    if (fault?.kind === 'delay') await delay(fault.ms);
    if (fault?.kind === 'kill-before') this.#kill();
    if (fault?.kind === 'kill-before' || fault?.kind === 'reset-before') return reset(request.socket);
    if (request.socket.destroyed) return;
    const answer = await this.#forward(request, response, body, seen);
    if (fault?.kind === 'reset-after' || fault?.kind === 'kill-after') {
      await drain(answer);
      if (fault.kind === 'kill-after') this.#kill();
      return reset(request.socket);
    }
    await passBack(answer, response, fault);
  }

  #record(
    method: string,
    path: string,
    { service, operation }: NamedRequest,
    fault: Fault | undefined,
  ): SeenRequest {
    const seen: SeenRequest = {
      index: this.#seen.length + 1,
      method,
      path,
      forwarded: false,
      ...(service === undefined ? {} : { service }),
      ...(operation === undefined ? {} : { operation }),
      ...(fault === undefined ? {} : { fault: fault.kind }),
    };
    this.#seen.push(seen);
    return seen;
  }

  #rateAnswer(named: NamedRequest): WireResponse | undefined {
    const { service, operation, input } = named;
    if (service === undefined || operation === undefined || !isServiceName(service)) return undefined;
    try {
      this.#limiter?.admit(service, operation, input);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return errorAnswer(error, named, randomUUID());
      throw error;
    }
  }

  /** Sends a request on as it came, `Host` included: its signature is over that. Resolves when the server begins to answer. */
  async #forward(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    seen: SeenRequest,
  ): Promise<IncomingMessage> {
    const { hostname, port } = this.target;
    const headers = request.rawHeaders;
    const onward = httpRequest({
      hostname,
      port,
      method: request.method,
      path: request.url,
      headers,
      setHost: false,
      agent: false,
    });
    response.once('close', () => onward.destroy());
    onward.end(body);
    seen.forwarded = true;
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    seen.status = answer.statusCode ?? 0;
    return answer;
  }

  #kill(): void {
    if (!this.#watched) throw new Error('The plan kills a process, but none is watched.');
    const { pid, group } = this.#watched;
    process.kill(group ? -pid : pid, 'SIGKILL');
  }
}

function isCommitted(fault: Fault | undefined): boolean {
  return (fault?.kind === 'error' || fault?.kind === 'garbage') && fault.committed === true;
}

async function drain(answer: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of answer) void _;
}

function reset(socket: Socket): void {
  socket.resetAndDestroy();
}

function answerWith(
  response: ServerResponse,
  { status, headers, body }: WireResponse,
  seen: SeenRequest,
): void {
  seen.status = status;
  response.writeHead(status, headers);
  response.end(body);
}

async function passBack(
  answer: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  for await (const bytes of answer as AsyncIterable<Buffer>) {
    for (const piece of fault?.kind === 'slow-body' ? pieces(bytes, fault.bytes) : [bytes]) {
      if (!response.write(piece)) await once(response, 'drain');
      if (fault?.kind === 'slow-body') await delay(fault.everyMs);
    }
  }
  response.end();
}

function* pieces(bytes: Buffer, size: number): Iterable<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
