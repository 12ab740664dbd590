import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a runtime posted as the answer to one invocation. */
export interface PostedResponse {
  readonly contentType: string | undefined;
  readonly raw: Buffer;
  /** From the trailer `Lambda-Runtime-Function-Error-Type`: how a streaming function says that it failed. */
  readonly errorType: string | undefined;
}

/** Lambda's Runtime API (LMB/runtimes-api) on the loopback interface, for one runtime that asks for one event at a time. */
export class RuntimeApi implements AsyncDisposable {
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private waiting: ServerResponse | undefined;
  private answer: ((posted: PostedResponse) => void) | undefined;
  private pending: { event: unknown; answer: (posted: PostedResponse) => void } | undefined;
  private count = 0;

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Hands an event to the runtime and waits for all it posts. */
  invoke(event: unknown): Promise<PostedResponse> {
    return new Promise((answer) => {
      this.pending = { event, answer };
      this.handOver();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.endsWith('/invocation/next')) {
      this.waiting = response;
      this.handOver();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.writeHead(202).end();
    this.answer?.({
      contentType: request.headers['content-type'],
      raw: Buffer.concat(chunks),
      errorType: request.trailers['lambda-runtime-function-error-type'],
    });
  }

  private handOver(): void {
    if (this.waiting === undefined || this.pending === undefined) return;
    this.waiting.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': `request-${++this.count}`,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + 60_000),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:123456789012:function:forwarder:1',
    });
    this.waiting.end(JSON.stringify(this.pending.event));
    this.answer = this.pending.answer;
    this.waiting = undefined;
    this.pending = undefined;
  }
}
