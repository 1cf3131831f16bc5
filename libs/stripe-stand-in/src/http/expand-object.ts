import type { Store } from '../state/store.ts';

/** Puts the objects themselves in the place of the ids that `expand` names: https://docs.stripe.com/api/expanding_objects. */
export function expandObject(store: Store, object: object, paths: readonly string[]): object {
  if (paths.length === 0) return object;
  const copy = structuredClone(object) as Record<string, unknown>;
  for (const path of paths) expandPath(store, copy, path.split('.'));
  return copy;
}

function expandPath(store: Store, object: Record<string, unknown>, [name = '', ...rest]: string[]): void {
  const value = object[name];
  if (Array.isArray(value)) {
    for (const item of value) expandPath(store, item as Record<string, unknown>, rest);
    return;
  }
  const found = typeof value === 'string' ? store.findAny(value) : (value as object | null | undefined);
  if (found === undefined || found === null) return;
  const copy = structuredClone(found) as Record<string, unknown>;
  object[name] = copy;
  if (rest.length > 0) expandPath(store, copy, rest);
}
