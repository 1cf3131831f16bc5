import { randomBytes } from 'node:crypto';
import type { Kind, ObjectsByKind, SessionPlan } from './objects.ts';

const prefixes: Record<Kind, string> = {
  customer: 'cus',
  price: 'price',
  payment_method: 'pm',
  'checkout.session': 'cs_test',
  payment_intent: 'pi',
  charge: 'ch',
  refund: 're',
  dispute: 'du',
  balance_transaction: 'txn',
  invoice: 'in',
  'billing_portal.session': 'bps',
  event: 'evt',
};
const kinds = Object.keys(prefixes) as Kind[];

/** Everything as text, so that a start goes on where the last one ended. */
export type Snapshot = { objects: Partial<Record<Kind, object[]>>; plans: [string, SessionPlan][] };

export type Page = {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
};
export type ListOf<T> = { object: 'list'; url: string; has_more: boolean; data: T[] };

export type Store = {
  /** Adds an object under a new id, made now. */
  add<K extends Kind>(
    kind: K,
    members: Omit<ObjectsByKind[K], 'id' | 'object' | 'created' | 'livemode'>,
  ): ObjectsByKind[K];
  put<K extends Kind>(kind: K, object: ObjectsByKind[K]): void;
  find<K extends Kind>(kind: K, id: string): ObjectsByKind[K] | undefined;
  /** The oldest first. */
  all<K extends Kind>(kind: K): ObjectsByKind[K][];
  /** The newest first, a page at a time, as Stripe lists. */
  list<K extends Kind>(
    kind: K,
    url: string,
    page: Page,
    matches: (one: ObjectsByKind[K]) => boolean,
  ): ListOf<ObjectsByKind[K]>;
  /** Any object by its id alone, for `expand`. */
  findAny(id: string): object | undefined;
  plans: Map<string, SessionPlan>;
  snapshot(): Snapshot;
};

const DEFAULT_LIMIT = 10;
const newId = (kind: Kind): string => `${prefixes[kind]}_${randomBytes(12).toString('hex')}`;

export function createStore(livemode: boolean, from: Snapshot = { objects: {}, plans: [] }): Store {
  const maps = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      new Map((from.objects[kind] ?? []).map((object) => [(object as { id: string }).id, object])),
    ]),
  ) as unknown as { [K in Kind]: Map<string, ObjectsByKind[K]> };
  const plans = new Map(from.plans);
  const store: Store = {
    plans,
    add(kind, members) {
      const common = { id: newId(kind), object: kind, created: Math.floor(Date.now() / 1_000), livemode };
      const object = { ...common, ...members } as unknown as ObjectsByKind[typeof kind];
      maps[kind].set(object.id, object);
      return object;
    },
    put: (kind, object) => void maps[kind].set(object.id, object),
    find: (kind, id) => maps[kind].get(id),
    all: (kind) => [...maps[kind].values()],
    list(kind, url, page, matches) {
      const newestFirst = store.all(kind).toReversed().filter(matches);
      return { object: 'list', url, ...pageOf(newestFirst, page) };
    },
    findAny: (id) => kinds.map((kind) => maps[kind].get(id)).find((object) => object !== undefined),
    snapshot: () => ({
      objects: Object.fromEntries(kinds.map((kind) => [kind, store.all(kind)])),
      plans: [...plans],
    }),
  };
  return store;
}

function pageOf<T extends { id: string }>(
  rows: T[],
  { limit = DEFAULT_LIMIT, starting_after: after, ending_before: before }: Page,
): { data: T[]; has_more: boolean } {
  const placeOf = (id: string) => rows.findIndex((row) => row.id === id);
  if (before !== undefined) {
    const end = placeOf(before);
    const start = Math.max(0, end - limit);
    return { data: rows.slice(start, end), has_more: start > 0 };
  }
  const start = after === undefined ? 0 : placeOf(after) + 1;
  return { data: rows.slice(start, start + limit), has_more: rows.length > start + limit };
}
