import { toInputItemId } from './item-ids.ts';
import type { Json } from './output-item.ts';

/** What `input` says, as items; undefined for what the parser will refuse. */
export function toItems(input: unknown): Json[] | undefined {
  if (typeof input === 'string')
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }];
  if (input === undefined || input === null) return [];
  if (!Array.isArray(input) || !input.every((item) => typeof item === 'object' && item !== null)) return undefined;
  return input as Json[];
}

const PREFIXES: Record<string, string> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  function_call_output: 'fco',
  custom_tool_call: 'ctc',
  custom_tool_call_output: 'ctco',
};

/** The items of a request as they are listed and referred to later: each with a type and an id. */
export function toListedItems(runId: string, items: Json[]): Json[] {
  return items.map((item, index) => {
    const type = String(item['type'] ?? 'message');
    const id = item['id'] ?? toInputItemId(PREFIXES[type] ?? 'item', runId, index);
    if (type !== 'message') return { ...item, type, id };
    const { content, role } = item;
    const textType = role === 'assistant' ? 'output_text' : 'input_text';
    const parts = typeof content === 'string' ? [{ type: textType, text: content }] : content;
    return { ...item, type, id, status: 'completed', content: parts };
  });
}
