/** Methods that answer with promises, so that loading what implements them may take its time. */
type AsyncMethods<Service> = { [Name in keyof Service]: (...args: never[]) => Promise<unknown> };

/**
 * A service that is loaded when it is first called: an AWS client takes tens of milliseconds to load, and most commands need one
 * of them.
 */
export function lazily<Service extends object & AsyncMethods<Service>>(
  load: () => Promise<Service>,
): Service {
  let loading: Promise<Service> | undefined;
  const call = async (name: string | symbol, args: unknown[]) => {
    loading ??= load();
    const service = await loading;
    const method: unknown = Reflect.get(service, name);
    if (typeof method === 'function') return Reflect.apply(method, service, args) as unknown;
    throw new TypeError(`no method ${String(name)}`);
  };
  return new Proxy({} as Service, {
    get: (_target, name) => (name === 'then' ? undefined : (...args: unknown[]) => call(name, args)),
  });
}
