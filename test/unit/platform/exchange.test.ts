import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { WireResponse } from '../../../src/local/protocol/wire.js';
import { sendResponse } from '../../../src/local/server/exchange.js';
import { createListener, type Listener } from '../../../src/local/server/listener.js';

let listener: Listener | undefined;
afterEach(() => listener?.close());

/** A server that answers everything with what is given; `ended` settles with how sending went. */
async function serve(body: WireResponse['body'], status = 200) {
  let settle: (outcome: unknown) => void = () => undefined;
  const ended = new Promise<unknown>((resolve) => (settle = resolve));
  listener = createListener((request, response) => {
    request.resume();
    response.on('error', () => undefined);
    sendResponse(response, { status, headers: {}, body }).then(
      () => {
        settle('sent');
      },
      (error: unknown) => {
        settle(error);
      },
    );
  });
  return { port: await listener.listen(0), ended };
}

async function get(port: number): Promise<IncomingMessage> {
  const [response] = (await once(httpRequest({ port, host: '127.0.0.1' }).end(), 'response')) as [
    IncomingMessage,
  ];
  return response;
}

/** Endless chunks; tells when it is told to end. */
function endless(size: number) {
  const seen = { made: 0, ended: false };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        seen.made++;
        yield await Promise.resolve(new Uint8Array(size));
      }
    } finally {
      seen.ended = true;
    }
  }
  return { chunks: chunks(), seen };
}

describe('given an answer that streams', () => {
  it('when the client goes away, then the source is told to end', async () => {
    const { chunks, seen } = endless(1_000);
    const { port, ended } = await serve(chunks);
    const response = await get(port);
    response.destroy();
    expect(await ended).toBe('sent');
    expect(seen.ended).toBe(true);
  });

  it('when an HTTP/2 client resets its stream, then the source is told to end', async () => {
    const { chunks, seen } = endless(1_000);
    const { port, ended } = await serve(chunks);
    const session = connectHttp2(`http://127.0.0.1:${String(port)}`);
    const stream = session.request({ ':path': '/' });
    await once(stream, 'response');
    stream.close();
    await ended;
    expect(seen.ended).toBe(true);
    session.destroy();
  });

  it('when the client does not read, then the source is not asked for more', async () => {
    const { chunks, seen } = endless(1_000_000);
    const { port } = await serve(chunks);
    const response = await get(port);
    response.pause();
    let before = -1;
    while (before !== seen.made) {
      before = seen.made;
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen.made).toBeLessThan(50);
    response.destroy();
  });

  it('when the source breaks, then the client has no complete answer', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array(10));
      throw new Error('source broke');
    }
    const { port, ended } = await serve(broken());
    const response = await get(port);
    response.resume();
    const [error] = (await once(response, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    expect(await ended).toMatchObject({ message: 'source broke' });
  });
});

describe('given an answer that is whole', () => {
  it('when it has no content, then it has no length either', async () => {
    const { port } = await serve(new Uint8Array(0), 204);
    const response = await get(port);
    response.resume();
    expect(response.statusCode).toBe(204);
    expect(response.headers['content-length']).toBeUndefined();
  });

  it('when it has bytes, then its length is told', async () => {
    const { port } = await serve(new Uint8Array(5));
    const response = await get(port);
    response.resume();
    expect(response.headers['content-length']).toBe('5');
  });
});
