import { type Adjustments, createAdjustments } from '../requests/adjustments.ts';
import { withoutHubMembers } from '../requests/hub-members.ts';
import type { ModelTarget } from '../requests/model-target.ts';
import { passSampling, passTier } from '../openai-chat/pass-members.ts';
import type { OpenAiTraits } from '../openai-chat/openai-traits.ts';
import type { Json } from './output-item.ts';
import { passInput } from './pass-input.ts';

/** What the hub does itself: a provider keeps nothing of a call, and is not asked for what it kept. */
const KEPT_BY_THE_HUB = ['background', 'previous_response_id', 'conversation', 'stream_options'];
const ENCRYPTED = 'reasoning.encrypted_content';

/**
 * A caller's body for a provider that speaks the same dialect: everything stays, known or not, except what names the model, what the hub
 * does in the provider's place, what costs more than the price book says, and what the model is known to refuse.
 */
export function passResponsesBody(body: Json, target: ModelTarget, traits: OpenAiTraits) {
  const adjustments = createAdjustments();
  const passed: Json = {
    ...withoutHubMembers(body),
    model: target.upstreamModel,
    input: passInput(body['input'], target.card.provider),
    stream: true,
    store: false,
  };
  for (const member of KEPT_BY_THE_HUB) delete passed[member];
  passInclude(passed, target);
  passTier(passed, adjustments);
  passLimit(passed, target, adjustments);
  passSampling(passed, target, traits, adjustments);
  passSearches(passed, target, adjustments);
  return { body: passed, adjustments: adjustments.list() };
}

/** A model that does not reason refuses to be asked for its reasoning. */
function passInclude(passed: Json, { card }: ModelTarget): void {
  const wanted = Array.isArray(passed['include']) ? passed['include'].filter((name) => name !== ENCRYPTED) : [];
  const include = card.capabilities.reasoning ? [...wanted, ENCRYPTED] : wanted;
  if (include.length > 0) passed['include'] = include;
  else delete passed['include'];
}

function passLimit(passed: Json, { card }: ModelTarget, adjustments: Adjustments): void {
  const wanted = passed['max_output_tokens'];
  if (typeof wanted !== 'number' || wanted <= card.maxOutputTokens) return;
  adjustments.add('max_output_tokens', `Lowered to ${card.maxOutputTokens}, the most this model can write.`);
  passed['max_output_tokens'] = card.maxOutputTokens;
}

/** A search costs money of its own: a model without a price for it cannot search. */
function passSearches(passed: Json, { card }: ModelTarget, adjustments: Adjustments): void {
  if (!Array.isArray(passed['tools']) || card.price.webSearchMicros !== undefined) return;
  const tools = (passed['tools'] as Json[]).filter(({ type }) => !String(type).startsWith('web_search'));
  if (tools.length === passed['tools'].length) return;
  adjustments.add('tools', 'web_search is not used: this model has no price for it.');
  passed['tools'] = tools;
}
