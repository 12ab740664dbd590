/** A point in time, which results show as text and expressions take as milliseconds. */
export class Instant {
  constructor(readonly ms: number) {}

  /** `2026-11-20 19:26:53.569`, in UTC. */
  toString(): string {
    return new Date(this.ms).toISOString().replace('T', ' ').replace('Z', '');
  }
}

/** What an expression can be; undefined where a field is missing. */
export type Value = string | number | boolean | Instant | undefined;

/** One record on its way through a query. */
export interface QueryRow {
  get(field: string): Value;
}

/** Text that is a number counts as one, as fields of JSON logs often are. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Instant) return value.ms;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

/** As a result shows it. */
export function textOf(value: Value): string | undefined {
  if (typeof value !== 'number') return value?.toString();
  // Four decimals, as the service's averages have them.
  return Number.isInteger(value) ? String(value) : String(Math.round(value * 10_000) / 10_000);
}

/** Negative, 0 or positive; undefined where one of them is missing. Numbers where both are. */
export function compareValues(a: Value, b: Value): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x - y;
  const [s, t] = [textOf(a) ?? '', textOf(b) ?? ''];
  return s < t ? -1 : s > t ? 1 : 0;
}
