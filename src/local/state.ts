/**
 * Everything the local AWS remembers: named tables of plain values (structured-cloneable: objects, arrays, Maps, Dates,
 * Uint8Arrays; no functions, no class instances). What is here survives a restart with `--state`.
 */
export class State {
  readonly #tables = new Map<string, Map<string, unknown>>();

  /** @param tables what an earlier run left */
  constructor(tables: ReadonlyMap<string, Map<string, unknown>> = new Map()) {
    for (const [name, table] of tables) this.#tables.set(name, table);
  }

  /** The table of that name, made on first use. Names start with the service: `apigateway/restApis`. */
  table<T>(name: string): Map<string, T> {
    let table = this.#tables.get(name);
    if (!table) {
      table = new Map();
      this.#tables.set(name, table);
    }
    return table as Map<string, T>;
  }

  /** Every table by name, as it is now. */
  tables(): ReadonlyMap<string, Map<string, unknown>> {
    return this.#tables;
  }
}
