import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { sealOwn } from './encrypted-reasoning.ts';
import type { Json } from './output-item.ts';
import { ownEvent, ownMembersOf, wire } from './read-native.ts';

type Spoken = { kind: 'message' | 'reasoning'; added: Json; isAnnounced: boolean; hasText: boolean };
type Tool = { kind: 'tool'; toolIndex: number; hasArguments: boolean };
type ItemState = Spoken | Tool | { kind: 'foreign' } | { kind: 'ended' };

/** The hub says these itself, from the pieces. */
const IMPLIED = new Set([
  'response.output_text.done',
  'response.reasoning_summary_text.done',
  'response.reasoning_summary_part.done',
  'response.function_call_arguments.done',
  'response.custom_tool_call_input.done',
]);

/**
 * Keeps the items of one answer apart, by the provider's index. A message or a reasoning is announced with its first piece: an item of
 * which nothing was said yet is no answer, and another attempt may still take its place.
 */
export function createItemReader(provider: string) {
  const items = new Map<number, ItemState>();
  let toolCount = 0;
  let searches = 0;

  const addTool = (index: number, item: Json): ProviderEvent => {
    const toolIndex = toolCount++;
    items.set(index, { kind: 'tool', toolIndex, hasArguments: false });
    return {
      type: 'tool_call',
      toolIndex,
      id: textOf(item['call_id']),
      name: textOf(item['name']),
      members: ownMembersOf(item),
    };
  };

  return {
    toolCount: () => toolCount,
    searches: () => searches,

    /** An item that is added twice, even after its end, is the same item. */
    add(index: number, item: Json): ProviderEvent[] {
      if (items.has(index)) return [];
      if (item['type'] === 'function_call' || item['type'] === 'custom_tool_call') return [addTool(index, item)];
      const kind = item['type'];
      if (kind !== 'message' && kind !== 'reasoning') {
        items.set(index, { kind: 'foreign' });
        return [wire({ type: 'response.output_item.added', item }, '')];
      }
      items.set(index, { kind, added: item, isAnnounced: false, hasText: false });
      return [];
    },

    take(index: number, event: Json): ProviderEvent[] {
      const item = items.get(index);
      return item === undefined || IMPLIED.has(textOf(event['type'])) ? [] : takePiece(item, event);
    },

    /** What was not streamed piece by piece is read from the whole item. */
    end(index: number, item: Json): ProviderEvent[] {
      const state = items.get(index);
      items.set(index, { kind: 'ended' });
      if (!state || state.kind === 'ended') return [];
      searches += isSearch(item) ? 1 : 0;
      return endItem(state, item, provider);
    },
  };
}

function takePiece(item: ItemState, event: Json): ProviderEvent[] {
  if (item.kind === 'ended') return [];
  if (item.kind === 'foreign') return [ownEvent(event)];
  if (item.kind === 'tool') return readArguments(item, event);
  const events = readSpoken(item, event);
  return events.length === 0 ? [] : [...announce(item), ...events];
}

/** OpenAI asks a price for each search, and none for opening a page or looking something up in it. */
function isSearch({ type, action }: Json): boolean {
  return type === 'web_search_call' && ((action ?? {}) as Json)['type'] === 'search';
}

function endItem(state: Exclude<ItemState, { kind: 'ended' }>, item: Json, provider: string): ProviderEvent[] {
  if (state.kind === 'foreign') return [wire({ type: 'response.output_item.done', item })];
  if (state.kind === 'tool') return endTool(state, item);
  const spoken = state.kind === 'message' ? readWholeMessage(state, item) : readSeal(item, provider);
  return [...announce(state), ...spoken, wire({ type: 'response.output_item.done', item: ownEndOf(item) })];
}

function endTool({ toolIndex, hasArguments }: Tool, item: Json): ProviderEvent[] {
  const rest = hasArguments ? '' : textOf(item['arguments'] ?? item['input']);
  const { type: _type, namespace: _namespace, ...own } = ownEndOf(item);
  const done = wire({ type: 'response.output_item.done', toolIndex, item: own });
  return rest === '' ? [done] : [{ type: 'tool_arguments', toolIndex, fragment: rest }, done];
}

function ownEndOf(item: Json): Json {
  return { ...ownMembersOf(item), ...(item['status'] === 'incomplete' && { status: 'incomplete' }) };
}

function announce(item: Spoken): ProviderEvent[] {
  if (item.isAnnounced) return [];
  item.isAnnounced = true;
  const told = { ...ownMembersOf(item.added), type: item.kind };
  return [wire({ type: 'response.output_item.added', item: told }, '')];
}

function readArguments(tool: Tool, { type, delta, ...event }: Json): ProviderEvent[] {
  const isArguments =
    type === 'response.function_call_arguments.delta' || type === 'response.custom_tool_call_input.delta';
  if (!isArguments) return [ownEvent({ type, delta, ...event })];
  if (typeof delta !== 'string' || delta === '') return [];
  tool.hasArguments = true;
  return [{ type: 'tool_arguments', toolIndex: tool.toolIndex, fragment: delta }];
}

function readSpoken(item: Spoken, event: Json): ProviderEvent[] {
  const delta = textOf(event['delta']);
  switch (event['type']) {
    case 'response.output_text.delta': {
      if (delta === '') return [];
      item.hasText = true;
      const { logprobs } = event;
      if (!Array.isArray(logprobs) || logprobs.length === 0) return [{ type: 'text', text: delta }];
      return [wire({ type: event['type'], delta, logprobs }, delta)];
    }
    case 'response.reasoning_summary_text.delta':
      return delta === '' ? [] : [{ type: 'reasoning', text: delta }];
    case 'response.reasoning_summary_part.added':
      return event['summary_index'] === 0 ? [] : [wire({ type: event['type'], output_index: 0 })];
    case 'response.content_part.added':
    case 'response.content_part.done': {
      const { type } = (event['part'] ?? {}) as Json;
      return type === 'output_text' ? [] : [ownEvent(event)];
    }
    default:
      return [ownEvent(event)];
  }
}

/** Small servers send the text with the end of its item only. */
function readWholeMessage({ hasText }: Spoken, { content }: Json): ProviderEvent[] {
  if (hasText || !Array.isArray(content)) return [];
  return (content as Json[]).flatMap(({ type, text }): ProviderEvent[] =>
    type === 'output_text' && typeof text === 'string' && text !== '' ? [{ type: 'text', text }] : [],
  );
}

function readSeal({ id, encrypted_content: encrypted }: Json, provider: string): ProviderEvent[] {
  if (typeof encrypted !== 'string' || encrypted === '') return [];
  return [{ type: 'reasoning', text: '', signature: sealOwn(provider, textOf(id), encrypted) }];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
