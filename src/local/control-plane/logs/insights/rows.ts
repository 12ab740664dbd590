import { Instant, type QueryRow, type Value } from './values.js';

/** What Logs Insights sees of one log event. */
export interface QueriedEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
  readonly stream: string;
  /** `account:group`. */
  readonly log: string;
}

/** A log event: its own fields, which begin with `@`, and those of its message where that is JSON. */
export class EventRow implements QueryRow {
  #discovered: ReadonlyMap<string, Value> | undefined;

  constructor(private readonly event: QueriedEvent) {}

  get(field: string): Value {
    switch (field) {
      case '@timestamp':
        return new Instant(this.event.timestamp);
      case '@ingestionTime':
        return new Instant(this.event.ingestionTime);
      case '@message':
        return this.event.message;
      case '@logStream':
        return this.event.stream;
      case '@log':
        return this.event.log;
      default:
        this.#discovered ??= discover(this.event.message);
        return this.#discovered.get(field);
    }
  }
}

/** A row with fields that a command made, and those of the row before. */
export class DerivedRow implements QueryRow {
  constructor(
    private readonly before: QueryRow | undefined,
    private readonly made: ReadonlyMap<string, Value>,
  ) {}

  get(field: string): Value {
    return this.made.has(field) ? this.made.get(field) : this.before?.get(field);
  }
}

/** Fields of a JSON object, nested ones as `a.b` and `a.0`. */
function discover(message: string): ReadonlyMap<string, Value> {
  const fields = new Map<string, Value>();
  if (!message.trimStart().startsWith('{')) return fields;
  try {
    flatten(JSON.parse(message), '', fields);
  } catch {
    // Not JSON after all: it has no fields.
  }
  return fields;
}

function flatten(value: unknown, path: string, fields: Map<string, Value>): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value))
      flatten(member, path === '' ? key : `${path}.${key}`, fields);
  } else if (typeof value === 'string' || typeof value === 'number') fields.set(path, value);
  // Insights shows them as numbers (CWL/CWL_AnalyzeLogData-discoverable-fields).
  else if (typeof value === 'boolean') fields.set(path, value ? 1 : 0);
}
