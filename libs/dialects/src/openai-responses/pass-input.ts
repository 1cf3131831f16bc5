import { openSeal } from './encrypted-reasoning.ts';
import { runIdOfItem } from './item-ids.ts';
import type { Json } from './output-item.ts';

/** Their ids are labels that a provider which keeps nothing does not know; others refer to each other by them. */
const LABELLED = new Set([
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'web_search_call',
]);

/** The items of `input` as their provider wants them: its own reasoning under its own id, nobody else's, and none of the hub's labels. */
export function passInput(input: unknown, provider: string): unknown {
  if (!Array.isArray(input)) return input;
  return input.flatMap((item: unknown) => (isObject(item) ? passItem(item, provider) : [item]));
}

function passItem(item: Json, provider: string): Json[] {
  if (item['type'] === 'reasoning') return passReasoning(item, provider);
  const { id, ...rest } = item;
  const isLabel = typeof id === 'string' && runIdOfItem(id) !== undefined;
  if (!isLabel || !LABELLED.has(String(item['type'] ?? 'message'))) return [item];
  // The hub shows the state of every call; as input it is a part of some items only.
  const { status: _status, ...plain } = rest;
  return [item['type'] === 'custom_tool_call' ? plain : rest];
}

/** Without its encrypted whole a provider that keeps nothing cannot use it. */
function passReasoning(item: Json, provider: string): Json[] {
  const { id: _id, encrypted_content: encrypted, status: _status, ...rest } = item;
  const sealed = typeof encrypted === 'string' && encrypted !== '' ? openSeal(encrypted, provider) : undefined;
  if (!sealed) return [];
  const id = sealed.id ?? item['id'];
  return [
    {
      ...rest,
      summary: rest['summary'] ?? [],
      ...(id !== undefined && id !== '' && { id }),
      encrypted_content: sealed.data,
    },
  ];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
