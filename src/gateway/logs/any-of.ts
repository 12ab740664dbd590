interface Arrival<T> {
  readonly source: AsyncIterator<T>;
  /** Throws where the source failed. */
  readonly take: () => IteratorResult<T>;
}

/**
 * Whatever comes next from any of several sources, until all have ended or the signal aborts. Each is asked for one item ahead, and for the
 * next when that was taken.
 */
export async function* anyOf<T>(
  sources: readonly AsyncIterator<T>[],
  signal?: AbortSignal,
): AsyncGenerator<T> {
  // A queue, not Promise.race: on a promise that stays pending for days, every race would leave something behind.
  const arrived: Arrival<T>[] = [];
  const open = new Set(sources);
  let wake: () => void = ignore;
  const onAbort = () => {
    wake();
  };
  const ask = (source: AsyncIterator<T>) => {
    const arrive = (take: Arrival<T>['take']) => {
      arrived.push({ source, take });
      wake();
    };
    source.next().then(
      (result) => {
        arrive(() => result);
      },
      (error: unknown) => {
        arrive(() => {
          throw error;
        });
      },
    );
  };
  signal?.addEventListener('abort', onAbort);
  try {
    sources.forEach(ask);
    while (open.size > 0 && !signal?.aborted) {
      const next = arrived.shift();
      if (!next) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      const result = next.take();
      if (result.done) open.delete(next.source);
      else {
        yield result.value;
        ask(next.source);
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    for (const source of open) void source.return?.().catch(ignore);
  }
}

function ignore(): void {
  // Sources that are left behind may fail; nobody waits for them.
}
