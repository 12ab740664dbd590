/**
 * What a source gives, with a signal for the source that also aborts when nobody reads on: what waits for something new would otherwise never come to
 * where it notices.
 */
export async function* untilLeft<T>(
  signal: AbortSignal,
  read: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const left = new AbortController();
  try {
    yield* read(AbortSignal.any([signal, left.signal]));
  } finally {
    left.abort();
  }
}
