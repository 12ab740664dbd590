import dns from 'node:dns';
import net from 'node:net';

/** Where this process tried to connect to or asked a name server for, while it was watched. */
export interface Outbound extends Disposable {
  /** `host:port` of sockets, names that were looked up. */
  readonly seen: string[];
}

/** Watches every socket and every look-up of a name until it is disposed of. */
export function watchOutbound(): Outbound {
  const seen: string[] = [];
  const { connect } = net.Socket.prototype;
  const { lookup } = dns;
  net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]) {
    // `net.connect` hands over its normalized arguments, a list with the options first.
    const [first] = given;
    const options = (Array.isArray(first) ? first[0] : first) as { host?: string; port?: number };
    seen.push(`${options.host ?? ''}:${String(options.port)}`);
    return Reflect.apply(connect, this, given) as net.Socket;
  } as typeof connect;
  dns.lookup = Object.assign((...given: unknown[]) => {
    seen.push(String(given[0]));
    return Reflect.apply(lookup, dns, given) as unknown;
  }, lookup) as typeof lookup;
  return {
    seen,
    [Symbol.dispose]: () => {
      net.Socket.prototype.connect = connect;
      dns.lookup = lookup;
    },
  };
}
