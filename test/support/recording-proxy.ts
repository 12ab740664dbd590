import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it went over the wire. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Parsed where it is JSON, otherwise as text; absent where there is none. */
  readonly body: unknown;
}

export interface RecordingProxy {
  readonly url: string;
  /** What came through since it was asked for last. */
  take(): RecordedRequest[];
  stop(): Promise<void>;
}

/** Stands between a client and an endpoint and writes down what the client sends. Signatures hold: the `Host` goes on as it came. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  let seen: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const body = Buffer.concat(chunks);
      seen.push({ method, path, body: readBody(headers['content-type'], body.toString()) });
      const passed = httpRequest(new URL(path, target), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      passed.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = seen;
      seen = [];
      return taken;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function readBody(contentType: string | undefined, text: string): unknown {
  if (text === '') return undefined;
  return contentType?.includes('json') ? (JSON.parse(text) as unknown) : text;
}
