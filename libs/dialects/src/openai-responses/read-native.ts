import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { withoutKnown } from '../streams/without-known.ts';
import type { Json } from './output-item.ts';

/** What the hub says itself of an answer and of the items that it has words for. */
const SAID_OF_RESPONSE = new Set(
  (
    'id object created_at completed_at status error incomplete_details output output_text usage model background instructions ' +
    'max_output_tokens max_tool_calls metadata parallel_tool_calls previous_response_id prompt_cache_key reasoning ' +
    'safety_identifier store temperature text tool_choice tools top_logprobs top_p truncation user'
  ).split(' '),
);
const SAID_OF_ITEM = new Set(['id', 'status', 'role', 'summary', 'encrypted_content', 'obfuscation']);
const SAID_OF_KIND: Record<string, string[]> = {
  message: ['type', 'content'],
  reasoning: ['type'],
  function_call: ['call_id', 'name', 'arguments'],
  custom_tool_call: ['call_id', 'name', 'input'],
};
/** The hub counts these anew; the last is padding against eavesdroppers who count bytes. */
const SAID_OF_EVENT = new Set(['sequence_number', 'item_id', 'obfuscation']);

/** Something that only this dialect has words for; with a text it is a part of the answer. */
export function wire(data: Json, text?: string): ProviderEvent {
  const content = text === undefined ? { isContent: false } : { isContent: true, text };
  return { type: 'wire', dialect: 'openai-responses', data, ...content };
}

/** What the provider says of the whole answer beyond the hub's own words. */
export function ownResponse(response: Json): ProviderEvent[] {
  const members = withoutKnown(response, SAID_OF_RESPONSE);
  return Object.keys(members).length > 0 ? [wire({ type: 'response', members })] : [];
}

/** Members of an item that only its provider has. */
export function ownMembersOf(item: Json): Json {
  return withoutKnown(item, new Set([...SAID_OF_ITEM, ...(SAID_OF_KIND[String(item['type'])] ?? [])]));
}

/** An event as it came, without the numbers that the hub gives. */
export function ownEvent(event: Json): ProviderEvent {
  const told = Object.fromEntries(Object.entries(event).filter(([name]) => !SAID_OF_EVENT.has(name)));
  return wire(told, typeof event['delta'] === 'string' ? event['delta'] : '');
}
