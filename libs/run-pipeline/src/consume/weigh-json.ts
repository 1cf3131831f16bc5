/** What an object, an array or a member of one takes in V8's heap, rounded up. */
const NODE_BYTES = 48;

/** About how many bytes of heap a value takes that was parsed from JSON. Text counts by its length, so this is quick for long prompts. */
export function weighJson(value: unknown): number {
  let bytes = 0;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    bytes += NODE_BYTES;
    if (typeof next === 'string') bytes += next.length;
    else if (typeof next === 'object' && next !== null) for (const member of Object.values(next)) waiting.push(member);
  }
  return bytes;
}
