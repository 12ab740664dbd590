import type { IncomingMessage, ServerResponse } from 'node:http';
import { findDestination, type Destination } from './destination.js';
import { readHead, sendJson, type RequestHead } from './exchange.js';
import type { ControlPlaneTarget } from './control-plane.js';
import type { RequestHandler } from './listener.js';

/** An API that a request is for. */
export type DataPlaneDestination = Extract<Destination, { kind: 'data-plane' }>;

/** What stands behind the port. */
export interface Handlers {
  /** Answers the health path; anything that JSON can hold. */
  health(): object;
  /** Lists or orders failures of CloudFormation. */
  failures(request: IncomingMessage, response: ServerResponse, region: string): Promise<void>;
  /** Serves the issuer of tokens. */
  issuer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  dataPlane(request: IncomingMessage, response: ServerResponse, target: DataPlaneDestination): Promise<void>;
  model(request: IncomingMessage, response: ServerResponse, region: string): Promise<void>;
  controlPlane(
    request: IncomingMessage,
    response: ServerResponse,
    head: RequestHead,
    target: ControlPlaneTarget | undefined,
  ): Promise<void>;
  log(message: string): void;
}

/** Sends each request where it belongs. Whatever a handler throws ends in an answer or a cut connection, never in a crash. */
export function createRequestHandler(handlers: Handlers): RequestHandler {
  return (request, response) => {
    // A client that goes away shows in reading and writing; the event alone must not end the process.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.url = withoutOrigin(request.url);
    serve(handlers, request, response).catch((error: unknown) => {
      if (!response.destroyed)
        handlers.log(`${String(request.method)} ${String(request.url)} failed: ${describe(error)}`);
      // With an error: without one HTTP/2 ends the stream as if it were complete.
      response.destroy(new Error('The request failed.'));
    });
  };
}

/** A client that takes this server for its proxy names the whole URL, and signs the path alone. */
function withoutOrigin(url: string | undefined): string {
  return (url ?? '/').replace(/^http:\/\/[^/?#]*/i, '') || '/';
}

async function serve(handlers: Handlers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const head = readHead(request);
  const destination = findDestination(head);
  switch (destination.kind) {
    case 'health':
      return sendJson(response, 200, handlers.health());
    case 'failures':
      return handlers.failures(request, response, destination.region);
    case 'issuer':
      return handlers.issuer(request, response, destination.path);
    case 'data-plane':
      return handlers.dataPlane(request, response, destination);
    case 'model':
      return handlers.model(request, response, destination.region);
    case 'control-plane':
      return handlers.controlPlane(request, response, head, destination);
    case 'unsigned':
      return handlers.controlPlane(request, response, head, undefined);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
