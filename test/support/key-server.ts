import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an issuer's server answers to a path; a text is sent as it is. */
export type Document = object | string;

/** An issuer's server on this machine, with every request it got. */
export interface KeyServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: string[];
  /** What is served, by path; others are a 404. A test may change it. */
  readonly documents: Map<string, Document>;
  /** Status and headers of every answer. */
  status: number;
  headers: Record<string, string>;
  /** Awaited before an answer is sent. */
  before: () => Promise<void>;
}

export async function startKeyServer(documents: Readonly<Record<string, Document>> = {}): Promise<KeyServer> {
  const server = createServer((request, response) => {
    void (async () => {
      keyServer.requests.push(request.url ?? '');
      await keyServer.before();
      const document = keyServer.documents.get(request.url ?? '');
      response.writeHead(document === undefined ? 404 : keyServer.status, keyServer.headers);
      response.end(typeof document === 'string' ? document : JSON.stringify(document ?? {}));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests: [],
    documents: new Map(Object.entries(documents)),
    status: 200,
    headers: { 'content-type': 'application/json' },
    before: () => Promise.resolve(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return keyServer;
}
