import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { randomUUID } from 'node:crypto';

export type ToolCallDelta = {
  index?: number | null;
  id?: string | null;
  function?: { name?: string | null; arguments?: string | null } | null;
};

export type ToolCallReader = ReturnType<typeof createToolCallReader>;

/** Keeps the tool calls of one answer apart. Some servers leave out the index, the id, or both. */
export function createToolCallReader() {
  const indexOfKey = new Map<number | string, number>();
  let count = 0;

  const keyOf = (delta: ToolCallDelta): number | string | undefined => delta.index ?? (delta.id || undefined);

  const open = (delta: ToolCallDelta, key: number | string | undefined): ProviderEvent => {
    const toolIndex = count;
    count += 1;
    indexOfKey.set(key ?? `unnamed-${toolIndex}`, toolIndex);
    return { type: 'tool_call', toolIndex, id: delta.id || `call_${randomUUID()}`, name: delta.function?.name ?? '' };
  };

  return {
    count: () => count,
    read(delta: ToolCallDelta): ProviderEvent[] {
      const events: ProviderEvent[] = [];
      const key = keyOf(delta);
      let toolIndex = key === undefined ? undefined : indexOfKey.get(key);
      // Without a key, a name begins a call and a fragment belongs to the latest.
      if (key === undefined && !delta.function?.name && count > 0) toolIndex = count - 1;
      if (toolIndex === undefined) {
        events.push(open(delta, key));
        toolIndex = count - 1;
      }
      const fragment = delta.function?.arguments;
      if (fragment) events.push({ type: 'tool_arguments', toolIndex, fragment });
      return events;
    },
  };
}
