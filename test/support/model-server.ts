import { createCredentialStore } from '../../src/local/credential-store.js';
import type { CredentialStore } from '../../src/local/credentials.js';
import { systemClock, type Clock } from '../../src/local/clock.js';
import { createModel, type Model, type ModelOptions } from '../../src/local/model/create-model.js';
import { createListener } from '../../src/local/server/listener.js';
import { makeRoomRegion } from './room-region.js';

/** The local model alone on a port of its own, for HTTP/1.1 and HTTP/2. */
export interface ModelServer {
  readonly endpoint: string;
  readonly model: Model;
  readonly credentials: CredentialStore;
  stop(): Promise<void>;
}

/** Starts the local model; it answers without delays unless told otherwise. */
export async function startModelServer(
  options: ModelOptions & { readonly clock?: Clock } = {},
): Promise<ModelServer> {
  const { clock = systemClock, ...modelOptions } = options;
  const credentials = createCredentialStore(clock);
  const region = makeRoomRegion({ clock, credentials });
  const model = createModel(region, { tokenDelayMs: 0, ...modelOptions });
  const listener = createListener((request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    void model.handle(request, response);
  });
  const port = await listener.listen(0);
  return { endpoint: `http://127.0.0.1:${port}`, model, credentials, stop: () => listener.close() };
}

const PATIENCE_MS = 10_000;

/** Resolves once a condition holds; looks again after every turn of the event loop, and gives up after ten seconds. */
export async function eventually(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`It did not happen: ${condition.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
