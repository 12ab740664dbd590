import { AwsError } from '../../src/local/errors.js';
import type { ServiceProtocol, WireRequest, WireResponse } from '../../src/local/protocol/wire.js';

/** The parts of the SDK's HTTP request that a server sees. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What a test does in place of the service. */
export type Answer = (operation: string, input: object) => object;

/** An HTTP handler for SDK clients that goes straight into a protocol: no socket, hence thousands of calls a second. */
export function handlerFor(protocol: ServiceProtocol, answer: Answer) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest) {
      const wire = toWire(request);
      const response = await respond(protocol, wire, answer);
      return {
        response: { statusCode: response.status, headers: { ...response.headers }, body: response.body },
      };
    },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

async function respond(protocol: ServiceProtocol, wire: WireRequest, answer: Answer): Promise<WireResponse> {
  try {
    const { operation, input } = protocol.parse(wire);
    return protocol.respond(operation, answer(operation, input), 'request-1');
  } catch (error) {
    if (error instanceof AwsError) return protocol.fail(error, 'request-1');
    throw error;
  }
}

function toWire(request: SdkRequest): WireRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const item of Array.isArray(value) ? (value as readonly string[]) : [value as string | null])
      query.append(name, item ?? '');
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const body =
    typeof request.body === 'string'
      ? new TextEncoder().encode(request.body)
      : ((request.body as Uint8Array | undefined) ?? new Uint8Array(0));
  return { method: request.method, path: request.path, query: query.toString(), headers, body };
}
