import { type Adjustments, createAdjustments } from '../requests/adjustments.ts';
import { withoutHubMembers } from '../requests/hub-members.ts';
import type { ModelTarget } from '../requests/model-target.ts';
import { passSampling, passTier } from './pass-members.ts';
import type { OpenAiTraits } from './openai-traits.ts';

type Json = Record<string, unknown>;

/** What other providers' clients put into messages and tools, and OpenAI itself refuses. */
const FOREIGN_MEMBERS = new Set(['cache_control', 'reasoning_content', 'reasoning', 'reasoning_details']);

/**
 * A caller's body for a provider that speaks the same dialect: everything stays, known or not, except what names the model,
 * what costs more than the price book says, and what the model is known to refuse. Usage is always asked for.
 */
export function passChatBody(body: Json, target: ModelTarget, traits: OpenAiTraits) {
  const adjustments = createAdjustments();
  const passed: Json = {
    ...withoutHubMembers(body),
    model: target.upstreamModel,
    stream: true,
    stream_options: { ...(isObject(body['stream_options']) && body['stream_options']), include_usage: true },
  };
  passTier(passed, adjustments);
  passLimit(passed, target, traits, adjustments);
  passSampling(passed, target, traits, adjustments);
  if (traits.refusesUnknownMembers) {
    for (const part of ['messages', 'tools']) passed[part] = withoutForeignMembers(passed[part]);
    if (passed['tools'] === undefined) delete passed['tools'];
  }
  return { body: passed, adjustments: adjustments.list() };
}

/** Both names of the limit are in use; a model knows one of them. */
function passLimit(passed: Json, { card }: ModelTarget, traits: OpenAiTraits, adjustments: Adjustments): void {
  const wanted = passed['max_completion_tokens'] ?? passed['max_tokens'];
  delete passed['max_completion_tokens'];
  delete passed['max_tokens'];
  if (typeof wanted !== 'number') return;
  if (wanted > card.maxOutputTokens) {
    adjustments.add('max_tokens', `Lowered to ${card.maxOutputTokens}, the most this model can write.`);
  }
  passed[traits.maxTokensKey] = Math.min(wanted, card.maxOutputTokens);
}

function withoutForeignMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutForeignMembers);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([member]) => !FOREIGN_MEMBERS.has(member));
  return Object.fromEntries(
    kept.map(([member, inner]) => [member, OPAQUE_MEMBERS.has(member) ? inner : withoutForeignMembers(inner)]),
  );
}

/** A tool's schema is the caller's own: a property of it may well be called `reasoning`. */
const OPAQUE_MEMBERS = new Set(['parameters', 'arguments', 'input']);

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
