import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A server between a client and moto, which calls its JSON HTML: it passes everything on, and names the answer what it is. */
export async function startJsonRelay(target: string): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = new Uint8Array(await buffer(request));
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !/^(host|connection|content-length|expect)$/.test(name)
          ? [[name, value] as [string, string]]
          : [],
      );
      const answer = await fetch(`${target}${request.url ?? '/'}`, {
        method: request.method,
        headers,
        ...(body.length > 0 && { body }),
      });
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        ...Object.fromEntries([...answer.headers].filter(([name]) => name === 'x-amzn-errortype')),
      });
      response.end(new Uint8Array(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
