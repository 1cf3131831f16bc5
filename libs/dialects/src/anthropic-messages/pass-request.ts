import { createAdjustments } from '../requests/adjustments.ts';
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
  if (Array.isArray(passed['messages']))
    passed['messages'] = passed['messages'].flatMap(withoutForeignThinking).map(withTrueMediaTypes);
  return { body: passed, adjustments: adjustments.list() };
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
