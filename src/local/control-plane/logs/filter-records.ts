import type { LocalRegion } from '../../region.js';

/** Filters of log groups by name. They are kept and shown; nothing is counted or delivered here. */
export class FilterRecords<T extends { filterName?: string }> {
  readonly #region: LocalRegion;
  readonly #table: string;

  constructor(region: LocalRegion, table: string) {
    this.#region = region;
    this.#table = table;
  }

  /** Filters of one group by name, in order. */
  list(groupName: string): T[] {
    return [...(this.#groups.get(groupName)?.values() ?? [])].sort((a, b) =>
      (a.filterName ?? '') < (b.filterName ?? '') ? -1 : 1,
    );
  }

  /** Names of the groups that have filters, in order. */
  groupNames(): string[] {
    return [...this.#groups.keys()].sort();
  }

  put(groupName: string, filter: T): void {
    const filters = this.#groups.get(groupName) ?? new Map<string, T>();
    filters.set(filter.filterName ?? '', filter);
    this.#groups.set(groupName, filters);
  }

  /** @returns whether there was one */
  remove(groupName: string, filterName: string): boolean {
    return this.#groups.get(groupName)?.delete(filterName) ?? false;
  }

  removeGroup(groupName: string): void {
    this.#groups.delete(groupName);
  }

  get #groups(): Map<string, Map<string, T>> {
    return this.#region.state.table(this.#table);
  }
}
