import {
  AppError,
  type ChatRequest,
  type EmbeddingRequest,
  type ModelCard,
  contextOverflow,
} from '@smart-ai-hub/contracts';
import { estimateInputTokens } from './estimate-hold.ts';
import { leastChatTokens, leastInputTokens } from './least-tokens.ts';

/** OpenAI's own limit of one request for embeddings. */
const MAX_EMBEDDING_TOKENS = 300_000;

export type Cards = readonly [ModelCard, ...ModelCard[]];

/**
 * The models that may answer, without those that cannot for certain; refuses the call, before anything is held, when none is left.
 * @throws AppError context_overflow or validation_failed: why the preferred model cannot
 */
export function fittingCards(request: ChatRequest | EmbeddingRequest, cards: Cards): Cards {
  const refusals: unknown[] = [];
  const [first, ...others] = cards.filter((card) => {
    try {
      refuseUnfit(request, card);
      return true;
    } catch (refusal) {
      refusals.push(refusal);
      return false;
    }
  });
  if (first === undefined) throw refusals[0];
  return [first, ...others];
}

/** A model is unfit whose context is smaller than the least that the prompt can have. */
function refuseUnfit(request: ChatRequest | EmbeddingRequest, card: ModelCard): void {
  if ('inputs' in request) refuseEmbedding(request, card);
  else refuseChat(request, card);
}

function refuseChat(request: ChatRequest, card: ModelCard): void {
  // The upper estimate costs little, and most prompts end here.
  if (estimateInputTokens(request) <= card.contextTokens) return;
  const promptTokens = leastChatTokens(request);
  if (promptTokens <= card.contextTokens) return;
  throw contextOverflow({ promptTokens, maximumTokens: card.contextTokens, path: 'messages' });
}

function refuseEmbedding({ inputs }: EmbeddingRequest, card: ModelCard): void {
  let total = 0;
  for (const [index, input] of inputs.entries()) {
    const promptTokens = leastInputTokens(input);
    total += promptTokens;
    if (promptTokens <= card.contextTokens) continue;
    throw contextOverflow({ promptTokens, maximumTokens: card.contextTokens, path: `input[${index}]` });
  }
  if (total <= MAX_EMBEDDING_TOKENS) return;
  const message = `must hold at most ${MAX_EMBEDDING_TOKENS} tokens in all`;
  throw new AppError('validation_failed', { detail: `input: ${message}`, errors: [{ path: 'input', message }] });
}
