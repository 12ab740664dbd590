/** What happens around one call of a service: it may wait, refuse, lose the answer, or run it. */
export type Around = (call: string, run: () => Promise<unknown>) => Promise<unknown>;

/** The service with something done around each of its calls. Names of calls carry the service's: `apis.stage`. */
export function intercepted<T extends object>(name: string, service: T, around: Around): T {
  return new Proxy(service, {
    get(target, method, receiver) {
      const member: unknown = Reflect.get(target, method, receiver);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        around(`${name}.${String(method)}`, async () => Reflect.apply(member, target, args) as unknown);
    },
  });
}

/** Thrown in place of an operator's process that is no more. */
export class Killed extends Error {}

/**
 * Kills whoever calls at the given call, counted from 0, before it is sent or after it was committed. Nothing is sent after that.
 */
export function killedAt(index: number, moment: 'before' | 'after'): Around {
  let calls = 0;
  return async (_call, run) => {
    const place = calls++;
    if (place > index || (place === index && moment === 'before')) throw new Killed();
    const answer = await run();
    if (place === index) throw new Killed();
    return answer;
  };
}
