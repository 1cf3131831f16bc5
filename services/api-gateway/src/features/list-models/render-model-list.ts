import { type CreditPrice, type CreditRates, type ModelKind, presentModel } from '@smart-ai-hub/contracts';
import type { ListedModel } from './listed-models.ts';
import type { ModelPage } from './page-of-models.ts';

/** Neither the providers' listings nor our cards know when a model was made; Anthropic documents the epoch for that case. */
const UNKNOWN_DATE = new Date(0);

/** The models in the shape of OpenAI's listing. */
export function toOpenAiModelList(cards: readonly ListedModel[]) {
  return { object: 'list' as const, data: cards.map(toOpenAiModel) };
}

/** A model in OpenAI's shape, with limits and prices as further members that its SDKs hand through. */
export function toOpenAiModel(card: ListedModel) {
  return {
    id: card.id,
    object: 'model' as const,
    created: UNKNOWN_DATE.getTime() / 1000,
    owned_by: card.provider,
    name: card.displayName,
    context_length: card.contextTokens,
    max_output_tokens: card.maxOutputTokens,
    ...hubMembers(card),
  };
}

/** A page of models in the shape of Anthropic's listing. */
export function toAnthropicModelList({ cards, hasMore }: ModelPage) {
  return {
    data: cards.map(toAnthropicModel),
    has_more: hasMore,
    first_id: cards.at(0)?.id ?? null,
    last_id: cards.at(-1)?.id ?? null,
  };
}

/** A model in Anthropic's shape, with the same further members. */
export function toAnthropicModel(card: ListedModel) {
  return {
    type: 'model' as const,
    id: card.id,
    display_name: card.displayName,
    created_at: UNKNOWN_DATE.toISOString(),
    max_input_tokens: card.contextTokens,
    max_tokens: card.maxOutputTokens,
    lifecycle: 'active' as const,
    deprecated_at: null,
    retires_at: null,
    line: null,
    capabilities: null,
    ...hubMembers(card),
  };
}

function hubMembers(card: ListedModel) {
  const { price, nextPrice } = presentModel(card);
  return {
    ...(card.aliasOf && { alias_of: card.aliasOf }),
    kind: card.kind,
    simulated: card.simulated,
    supports: card.capabilities,
    pricing: {
      unit: 'credits per million tokens' as const,
      ...renderPrice(price, card.kind),
      /** The next other price that is known of, and when it begins. */
      next: nextPrice && { from: nextPrice.from, ...renderPrice(nextPrice, card.kind) },
    },
  };
}

function renderPrice(price: CreditPrice, kind: ModelKind) {
  return {
    free: price.free,
    ...renderRates(price, kind),
    /** Of the whole call when its input has more tokens than `above_input_tokens`. */
    tiers: price.tiers.map((tier) => ({ above_input_tokens: tier.aboveInputTokens, ...renderRates(tier, kind) })),
    /** Credits for each search of the web that the provider runs; null where the model is not sold with it. */
    ...(kind === 'chat' && { web_search: price.webSearch }),
  };
}

/** A model of embeddings has input only. */
function renderRates(rates: CreditRates, kind: ModelKind) {
  if (kind === 'embedding') return { input: rates.input };
  return {
    input: rates.input,
    cache_read: rates.cacheRead,
    cache_write_5m: rates.cacheWrite5m,
    cache_write_1h: rates.cacheWrite1h,
    output: rates.output,
    reasoning: rates.reasoning,
    image: rates.image,
  };
}
