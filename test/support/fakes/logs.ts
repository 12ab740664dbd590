import type {
  FilterPage,
  FilterRequest,
  LogEvent,
  LogService,
} from '../../../src/gateway/logs/log-service.js';
import { GatewayError } from '../../../src/gateway/errors.js';
import type { Clock } from '../../../src/gateway/clock.js';

interface Arrived extends LogEvent {
  readonly id: string;
  readonly ingestionTime: number;
}

export interface FakeLogsOptions {
  /** Events a page. */
  readonly pageSize?: number;
  /** Called before each page: may throw, or wait. */
  readonly beforePage?: (request: FilterRequest) => Promise<void> | void;
}

/** Log groups in memory, behind the port that use cases know. Patterns match by inclusion, without the quotes around them. */
export class FakeLogs implements Pick<LogService, 'filter' | 'groups'> {
  readonly requests: FilterRequest[] = [];
  readonly #groups = new Map<string, Arrived[]>();
  #ids = 0;

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly options: FakeLogsOptions = {},
  ) {}

  create(group: string): void {
    if (!this.#groups.has(group)) this.#groups.set(group, []);
  }

  /** Takes an event now, whatever its time; makes the group. */
  put(group: string, timestamp: number, message: string, stream = 's'): LogEvent {
    this.create(group);
    const id = String(this.#ids++).padStart(56, '0');
    const event = { id, group, stream, timestamp, ingestionTime: this.clock.now(), message };
    const events = this.#groups.get(group) ?? [];
    let at = events.length;
    while (at > 0 && (events[at - 1]?.timestamp ?? 0) > timestamp) at--;
    events.splice(at, 0, event);
    return event;
  }

  groups(prefix: string) {
    const names = [...this.#groups.keys()].filter((name) => name.startsWith(prefix)).sort();
    return Promise.resolve(
      names.map((name) => ({ name, arn: `arn:aws:logs:r:123456789012:log-group:${name}` })),
    );
  }

  async filter(request: FilterRequest): Promise<FilterPage> {
    this.requests.push(request);
    await this.options.beforePage?.(request);
    const events = this.#groups.get(request.group);
    if (!events) throw new GatewayError('not-found', `There is no log group ${request.group}.`);
    const { from, to = Infinity } = request;
    const wanted = request.pattern?.replace(/^"(.*)"$/, '$1') ?? '';
    const limit = Math.min(request.limit ?? Infinity, this.options.pageSize ?? 10_000);
    const after = request.token?.split(' ').map(Number);
    const isAfter = ({ timestamp, id }: Arrived) =>
      after === undefined ||
      timestamp > (after[0] ?? 0) ||
      (timestamp === after[0] && Number(id) > (after[1] ?? 0));
    const first = events.findIndex((event) => event.timestamp >= from && isAfter(event));
    const page: Arrived[] = [];
    for (let at = first; at >= 0 && at < events.length; at++) {
      const event = events[at];
      if (!event || event.timestamp >= to) break;
      if (page.length === limit) {
        const last = page.at(-1);
        return { events: page, token: `${last?.timestamp ?? 0} ${Number(last?.id ?? 0)}` };
      }
      if (event.message.includes(wanted)) page.push(event);
    }
    return { events: page };
  }
}
