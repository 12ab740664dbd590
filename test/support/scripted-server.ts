import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with one request. */
export type Scripted =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Breaks the connection when the whole request has arrived: the answer is lost. */
  | 'reset';

/** A server that answers as it is told, request by request, and then with the last answer again. */
export interface ScriptedServer {
  readonly url: string;
  /** Method and path of every request that arrived whole, with the time in milliseconds. */
  readonly requests: { readonly what: string; readonly at: number }[];
  script(...answers: readonly Scripted[]): void;
  stop(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const requests: ScriptedServer['requests'] = [];
  let answers: Scripted[] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      requests.push({ what: `${request.method ?? ''} ${request.url ?? ''}`, at: performance.now() });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      give(answer ?? { status: 500 }, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    script: (...next) => {
      answers = [...next];
      requests.length = 0;
    },
    stop: () => stopped(server),
  };
}

function give(answer: Scripted, request: IncomingMessage, response: ServerResponse): void {
  if (answer === 'reset') request.socket.resetAndDestroy();
  else response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
}

async function stopped(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
