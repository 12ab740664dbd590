import type { MetadataBearer, Pluggable } from '@smithy/types';

interface Equippable {
  readonly middlewareStack: { use(plugin: Pluggable<object, MetadataBearer>): void };
}

/** Notes the `Date` of a client's answers. @returns the last one, in milliseconds since the epoch */
export function serviceClock(client: Equippable): () => number | undefined {
  let last: number | undefined;
  client.middlewareStack.use({
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          const result = await next(args);
          const { headers } = result.response as { headers?: Readonly<Record<string, string>> };
          const date = Date.parse(headers?.['date'] ?? '');
          if (!Number.isNaN(date)) last = date;
          return result;
        },
        { step: 'deserialize', priority: 'low', name: 'aigwServiceClock' },
      );
    },
  });
  return () => last;
}
