interface Page<Item> {
  readonly items?: readonly Item[];
  readonly position?: string;
}

/** Reads every page of an API Gateway list. */
export async function everyPage<Item>(
  read: (position: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let position: string | undefined;
  do {
    const page = await read(position);
    items.push(...(page.items ?? []));
    position = page.position;
  } while (position);
  return items;
}
