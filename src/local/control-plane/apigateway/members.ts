/** The value without one of its members. */
export function without<T extends object, K extends keyof T>(value: T, member: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== member)) as Omit<T, K>;
}

/** The value with that map as a member, or without the member where the map is empty: AWS shows no empty maps there (LS). */
export function withMap<T extends object, K extends keyof T>(
  value: T,
  member: K,
  map: NonNullable<T[K]>,
): Omit<T, K> & Partial<Pick<T, K>> {
  const rest: object = without(value, member);
  return (Object.keys(map).length > 0 ? { ...rest, [member]: map } : rest) as Omit<T, K> &
    Partial<Pick<T, K>>;
}
