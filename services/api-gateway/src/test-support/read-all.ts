/** Every item of an asynchronous sequence, such as an SDK's pages or stream. */
export async function readAll<Item>(items: AsyncIterable<Item> | PromiseLike<AsyncIterable<Item>>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of await items) all.push(item);
  return all;
}
