import { type Usage, noUsage } from '@smart-ai-hub/contracts';
import { isTokenCount } from '../streams/is-token-count.ts';

export type OpenAiUsage = {
  prompt_tokens?: number | null;
  completion_tokens?: number | null;
  prompt_tokens_details?: PromptDetails | null;
  completion_tokens_details?: { reasoning_tokens?: number | null } | null;
};

/** All are parts of the prompt tokens. */
export type PromptDetails = {
  cached_tokens?: number | null;
  cache_write_tokens?: number | null;
  /** Cached ones among them or not, nobody says: they are taken for uncached as far as there are any. */
  image_tokens?: number | null;
};

/**
 * OpenAI counts cached tokens inside `prompt_tokens`: they are taken out, so that none is billed twice. Undefined when there
 * are no usable numbers, which is not the same as zero.
 */
export function toUsage(told: OpenAiUsage | null | undefined): Usage | undefined {
  const { prompt_tokens: prompt, completion_tokens: completion } = told ?? {};
  if (!isTokenCount(prompt) || !isTokenCount(completion)) return undefined;
  const cached = Math.min(prompt, countOr0(told?.prompt_tokens_details?.cached_tokens));
  const written = Math.min(prompt - cached, countOr0(told?.prompt_tokens_details?.cache_write_tokens));
  const inputTokens = prompt - cached - written;
  const images = told?.prompt_tokens_details?.image_tokens;
  return {
    ...noUsage,
    inputTokens,
    ...(isTokenCount(images) && { imageTokens: Math.min(inputTokens, images) }),
    cacheReadTokens: cached,
    cacheWrite5mTokens: written,
    outputTokens: completion,
    reasoningTokens: Math.min(completion, countOr0(told?.completion_tokens_details?.reasoning_tokens)),
  };
}

function countOr0(value: unknown): number {
  return isTokenCount(value) ? value : 0;
}
