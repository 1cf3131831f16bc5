import type { ModelCard } from '@smart-ai-hub/contracts';
import { type Adjustments, createAdjustments } from '../requests/adjustments.ts';
import { withoutHubMembers } from '../requests/hub-members.ts';
import type { ModelTarget } from '../requests/model-target.ts';
import { sniffMediaType } from '../requests/sniff-media-type.ts';

type Json = Record<string, unknown>;

/**
 * A caller's body for a provider that speaks the same dialect: everything stays, known or not, except what names the model,
 * what costs more than the price book says, and reasoning that another provider has signed.
 */
export function passAnthropicBody(body: Json, { card, upstreamModel }: ModelTarget) {
  const adjustments = createAdjustments();
  const passed: Json = { ...withoutHubMembers(body), model: upstreamModel, stream: true };
  const wanted = passed['max_tokens'];
  if (typeof wanted === 'number' && wanted > card.maxOutputTokens) {
    adjustments.add('max_tokens', `Lowered to ${card.maxOutputTokens}, the most this model can write.`);
    passed['max_tokens'] = card.maxOutputTokens;
  }
  if (passed['speed'] === 'fast') {
    adjustments.add('speed', 'Not used: it costs more than the price of this model.');
    delete passed['speed'];
  }
  passSearches(passed, card, adjustments);
  if (Array.isArray(passed['messages']))
    passed['messages'] = passed['messages'].flatMap(withoutForeignThinking).map(withTrueMediaTypes);
  return { body: passed, adjustments: adjustments.list() };
}

/** A search costs money of its own: a model without a price for it cannot search. */
function passSearches(passed: Json, { price }: ModelCard, adjustments: Adjustments): void {
  if (!Array.isArray(passed['tools']) || price.webSearchMicros !== undefined) return;
  const tools = passed['tools'].filter((tool) => !isObject(tool) || !String(tool['type']).startsWith('web_search_'));
  if (tools.length === passed['tools'].length) return;
  adjustments.add('tools', 'web_search is not used: this model has no price for it.');
  passed['tools'] = tools;
}

/** Anthropic refuses thinking that it has not signed, and messages of nothing. */
function withoutForeignThinking(message: unknown): unknown[] {
  if (!isObject(message) || message['role'] !== 'assistant' || !Array.isArray(message['content'])) return [message];
  const content = message['content'].filter((block) => !isForeignThinking(block));
  if (content.length === message['content'].length) return [message];
  return content.length === 0 ? [] : [{ ...message, content }];
}

/** Clients often name the wrong type of an image, and Anthropic then refuses the call. */
function withTrueMediaTypes(message: unknown): unknown {
  if (!isObject(message) || !Array.isArray(message['content'])) return message;
  return { ...message, content: message['content'].map(withTrueMediaType) };
}

function withTrueMediaType(block: unknown): unknown {
  if (!isObject(block)) return block;
  if (block['type'] === 'tool_result') return withTrueMediaTypes(block);
  const { source } = block;
  if (block['type'] !== 'image' || !isObject(source) || typeof source['data'] !== 'string') return block;
  const type = sniffMediaType(source['data']);
  return type === undefined ? block : { ...block, source: { ...source, media_type: type } };
}

/** An empty signature is how the hub shows other providers' reasoning; base64, as Anthropic's is, has no colon. */
function isForeignThinking(block: unknown): boolean {
  if (!isObject(block) || block['type'] !== 'thinking') return false;
  const signature = block['signature'];
  return typeof signature !== 'string' || signature === '' || signature.includes(':');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
