import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type ServerHttp2Session } from 'node:http2';
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net';

/** What answers a request, whichever HTTP version it came by. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A loopback port that speaks HTTP/1.1 and HTTP/2 with prior knowledge. */
export interface Listener {
  /** Port 0 takes any free one. Resolves to the port; rejects when it is in use. */
  listen(port: number): Promise<number>;
  /** Stops accepting, lets nothing linger: open connections are cut. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** How every HTTP/2 connection starts. No HTTP/1 method starts with these three letters. */
const HTTP2_PREFACE_START = 'PRI';
const SILENT_CONNECTION_MS = 120_000;

export function createListener(handle: RequestHandler): Listener {
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  // A model may take minutes before its first byte, and an upload as long as the network needs.
  const http1 = createHttp1(
    { requestTimeout: 0, keepAliveTimeout: 65_000, maxHeaderSize: 64 * 1024 },
    handle,
  );
  // Node's compatibility API gives HTTP/2 requests and responses the interface of HTTP/1 ones.
  const http2 = createHttp2({}, handle as unknown as Parameters<typeof createHttp2>[1]);
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  const tcp = createTcp((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    routeByFirstBytes(socket, (isHttp2) => (isHttp2 ? http2 : http1).emit('connection', socket));
  });
  return {
    listen: (port) =>
      new Promise((resolve, reject) => {
        tcp.once('error', reject);
        tcp.listen(port, HOST, () => {
          tcp.removeListener('error', reject);
          resolve((tcp.address() as AddressInfo).port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        tcp.close(() => {
          resolve();
        });
        for (const session of sessions) session.destroy();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Reads just enough of a connection to tell its protocol, puts it back, and hands the connection on. */
function routeByFirstBytes(socket: Socket, hand: (isHttp2: boolean) => void): void {
  const destroy = () => socket.destroy();
  socket.setTimeout(SILENT_CONNECTION_MS, destroy);
  socket.on('error', destroy);
  let head = Buffer.alloc(0);
  const peek = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    head = Buffer.concat([head, chunk]);
    const start = head.subarray(0, HTTP2_PREFACE_START.length).toString('latin1');
    if (head.length < HTTP2_PREFACE_START.length && HTTP2_PREFACE_START.startsWith(start)) return;
    socket.removeListener('readable', peek);
    socket.setTimeout(0);
    socket.removeListener('timeout', destroy);
    socket.unshift(head);
    hand(start === HTTP2_PREFACE_START);
  };
  socket.on('readable', peek);
}
