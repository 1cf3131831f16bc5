import {
  AppError,
  type ChatRequest,
  type EmbeddingRequest,
  microsToCredits,
  noUsage,
  priceOf,
} from '@smart-ai-hub/contracts';
import { leastChatTokens, leastInputTokens } from './least-tokens.ts';
import type { Cards } from './refuse-unfit.ts';

/**
 * The models whose price for the prompt alone is within what the call may cost; refuses the call, before anything is held, when
 * none is left.
 * @throws AppError cost_cap_too_low
 */
export function cardsWithinCap(request: ChatRequest | EmbeddingRequest, cards: Cards, capMicros?: bigint): Cards {
  if (capMicros === undefined) return cards;
  const inputTokens = leastTokens(request);
  const costs = cards.map((card) => priceOf({ ...noUsage, inputTokens }, card.price));
  const [first, ...others] = cards.filter((_card, at) => (costs[at] ?? 0n) < capMicros);
  if (first) return [first, ...others];
  const least = costs.reduce((lowest, cost) => (cost < lowest ? cost : lowest));
  throw new AppError('cost_cap_too_low', {
    detail: `The prompt alone costs about ${microsToCredits(least)} credits, and the call may cost ${microsToCredits(capMicros)}. Raise the cap or shorten the prompt.`,
  });
}

function leastTokens(request: ChatRequest | EmbeddingRequest): number {
  if (!('inputs' in request)) return leastChatTokens(request);
  return request.inputs.reduce((tokens, input) => tokens + leastInputTokens(input), 0);
}
