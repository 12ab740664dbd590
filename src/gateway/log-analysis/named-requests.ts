import type { KeyOwners } from '../logs/key-owners.js';
import type { LogEvent } from '../logs/log-service.js';
import { RequestJoiner, type RequestFigures } from './request-joiner.js';

/** Requests joined from their lines, each with its tenant: by name too where the logs have only the id of the API key. */
export class NamedRequests {
  readonly #joiner = new RequestJoiner();

  constructor(private readonly owners: KeyOwners) {}

  /** @returns requests that are complete now */
  async read(batch: readonly LogEvent[]): Promise<RequestFigures[]> {
    return this.#learned(batch.flatMap((event) => this.#joiner.add(event)));
  }

  /** @returns what is left without its other half when nothing more comes */
  end(): Promise<RequestFigures[]> {
    return this.#learned(this.#joiner.flush());
  }

  /** @returns what waited too long for its other half, with names as far as they are known */
  flush(now: number): RequestFigures[] {
    return this.#joiner.flush(now).map((request) => this.#named(request));
  }

  async #learned(requests: readonly RequestFigures[]): Promise<RequestFigures[]> {
    await this.owners.learn(requests.map(({ tenant }) => tenant));
    return requests.map((request) => this.#named(request));
  }

  #named(request: RequestFigures): RequestFigures {
    const name = this.owners.of(request.tenant);
    return name === undefined ? request : { ...request, tenant: name };
  }
}
