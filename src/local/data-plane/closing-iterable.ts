/**
 * A generator whose source is closed when its reader stops, even one that never began to read: a generator that was
 * not started runs no `finally`.
 */
export function closingIterable<T>(generator: AsyncGenerator<T>, close: () => void): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => generator.next(),
      return: () => {
        close();
        return generator.return(undefined);
      },
    }),
  };
}
