type Json = Record<string, unknown>;

/**
 * Adds a delta to what came before it, as OpenAI's own clients do: texts are joined, lists of indexed pieces are merged by their index,
 * other lists are joined, and anything else replaces what was there.
 */
export function mergeDelta(target: Json, delta: Json): Json {
  for (const [name, value] of Object.entries(delta)) {
    if (value !== null && value !== undefined) target[name] = mergeValue(target[name], value, name);
  }
  return target;
}

/** These name something; they do not grow. */
const NAMES = new Set(['id', 'type', 'role', 'object', 'name']);

function mergeValue(before: unknown, value: unknown, name: string): unknown {
  if (typeof before === 'string' && typeof value === 'string') return NAMES.has(name) ? value : before + value;
  if (Array.isArray(value)) return mergeList(Array.isArray(before) ? before : [], value);
  if (isObject(value)) return mergeDelta(isObject(before) ? before : {}, value);
  return value;
}

function mergeList(before: unknown[], pieces: unknown[]): unknown[] {
  const list = [...before];
  for (const piece of pieces) {
    const index = isObject(piece) ? piece['index'] : undefined;
    if (!isObject(piece) || typeof index !== 'number') list.push(piece);
    else {
      const at = list.findIndex((known) => isObject(known) && known['index'] === index);
      if (at === -1) list.push(mergeDelta({}, piece));
      else list[at] = mergeDelta(list[at] as Json, piece);
    }
  }
  return list;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
