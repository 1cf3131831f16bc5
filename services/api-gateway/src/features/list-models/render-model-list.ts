import { type ModelCard, type ModelPrice, microsToCredits } from '@smart-ai-hub/contracts';

/** Neither the providers' listings nor our cards know when a model was made; Anthropic documents the epoch for that case. */
const UNKNOWN_DATE = new Date(0);

/** The models in the shape of OpenAI's listing, with limits and prices as further members that its SDKs hand through. */
export function toOpenAiModelList(cards: readonly ModelCard[]) {
  return {
    object: 'list' as const,
    data: cards.map((card) => ({
      id: card.id,
      object: 'model' as const,
      created: UNKNOWN_DATE.getTime() / 1000,
      owned_by: card.provider,
      name: card.displayName,
      context_length: card.contextTokens,
      max_output_tokens: card.maxOutputTokens,
      ...hubMembers(card),
    })),
  };
}

/** The models in the shape of Anthropic's listing, as a single page. */
export function toAnthropicModelList(cards: readonly ModelCard[]) {
  return {
    data: cards.map((card) => ({
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
    })),
    has_more: false,
    first_id: cards.at(0)?.id ?? null,
    last_id: cards.at(-1)?.id ?? null,
  };
}

function hubMembers(card: ModelCard) {
  return {
    simulated: card.simulated,
    supports: card.capabilities,
    pricing: { unit: 'credits per million tokens' as const, ...creditPrices(card.price) },
  };
}

function creditPrices(price: ModelPrice) {
  const credits = (micros: number) => microsToCredits(BigInt(micros));
  return {
    input: credits(price.inputMicros),
    cache_read: credits(price.cacheReadMicros),
    cache_write_5m: credits(price.cacheWrite5mMicros),
    cache_write_1h: credits(price.cacheWrite1hMicros),
    output: credits(price.outputMicros),
  };
}
