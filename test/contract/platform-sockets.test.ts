import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { startTestAws, type RunningTestAws } from '../support/local-aws.js';

let local: RunningTestAws;
beforeAll(async () => {
  local = await startTestAws();
});
afterAll(() => local.aws.stop());

const HEALTH = 'GET /_aws/aigw/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

/** Opens a raw connection. */
async function open(): Promise<Socket> {
  const socket = connect(local.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}

/** Everything the server sends until it closes. */
async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (!socket.destroyed) await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

/** Sends bytes one by one, each in a packet of its own. */
async function dribble(socket: Socket, text: string): Promise<void> {
  socket.setNoDelay(true);
  for (const letter of text) {
    await new Promise((resolve) => socket.write(letter, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function isAlive(): Promise<boolean> {
  return (await fetch(`${local.url}/_aws/aigw/health`)).ok;
}

describe('given raw connections', () => {
  it('when an HTTP/1.1 request comes byte by byte, then it is answered', async () => {
    const socket = await open();
    const answer = readAll(socket);
    await dribble(socket, HEALTH);
    expect(await answer).toContain('HTTP/1.1 200');
  });

  it('when a method starts like the HTTP/2 preface, then it is still HTTP/1', async () => {
    const socket = await open();
    const answer = readAll(socket);
    await dribble(socket, 'PUT /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    expect(await answer).toContain('HTTP/1.1 403');
  });

  it('when the HTTP/2 preface comes byte by byte, then HTTP/2 is spoken', async () => {
    const socket = await open();
    const [settings] = (
      await Promise.all([
        once(socket, 'data'),
        dribble(socket, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0'),
      ])
    )[0] as [Buffer];
    // The fourth byte of a frame is its type; 4 is SETTINGS.
    expect(settings[3]).toBe(4);
    socket.destroy();
  });

  it.each([
    ['nothing', ''],
    ['a part of the HTTP/2 preface', 'PR'],
    ['half a request', 'GET /_aws/aigw/he'],
    ['a body that does not come', 'POST /restapis HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc'],
  ])('when a client sends %s and goes, then the server goes on', async (_what, text) => {
    const socket = await open();
    socket.end(text);
    socket.destroy();
    expect(await isAlive()).toBe(true);
    expect(local.logged).toEqual([]);
  });

  it.each([
    ['garbage', '\u0000\u0001\u0002\r\n\r\n'],
    ['a TLS hello', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('when it is %s, then it is a bad request and the connection ends', async (_what, text) => {
    const socket = await open();
    const answer = readAll(socket);
    socket.write(text, 'latin1');
    expect(await answer).toMatch(/^HTTP\/1\.1 400/);
    expect(await isAlive()).toBe(true);
  });

  it('when headers are larger than 64 KB, then they are refused', async () => {
    const socket = await open();
    const answer = readAll(socket);
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(70_000)}\r\n\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 431/);
  });

  it('when a body is larger than the service takes, then it is refused', async () => {
    const response = await fetch(`${local.url}/restapis`, {
      method: 'POST',
      body: new Uint8Array(10_485_761),
    });
    expect(response.status).toBe(413);
    expect(response.headers.get('x-amzn-errortype')).toBe('RequestEntityTooLargeException');
  });

  it('when the path is no path, then it is refused, not a crash', async () => {
    const socket = await open();
    const answer = readAll(socket);
    socket.write('GET http://[bad HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 (400|403)/);
    expect(await isAlive()).toBe(true);
  });
});

describe('given HTTP/2 with prior knowledge', () => {
  it('when many streams share a connection, then each has its answer', async () => {
    const session = connectHttp2(local.url);
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const stream = session.request({ ':path': '/_aws/aigw/health' });
        const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
        stream.resume();
        await once(stream, 'end');
        return headers[':status'];
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    session.close();
  });

  it('when the server stops, then open connections do not hold it', async () => {
    const other = await startTestAws();
    const session = connectHttp2(other.url);
    session.on('error', () => undefined);
    await once(session, 'connect');
    const closed = once(session, 'close');
    await other.aws.stop();
    await closed;
    expect(session.destroyed).toBe(true);
  });
});
