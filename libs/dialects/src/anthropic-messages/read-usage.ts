import { type Usage, noUsage } from '@smart-ai-hub/contracts';
import { isTokenCount } from '../streams/is-token-count.ts';

/** Usage as `message_start` and `message_delta` carry it; fields a proxy leaves out are missing or null. */
export type AnthropicUsage = {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_creation?: { ephemeral_5m_input_tokens?: number | null; ephemeral_1h_input_tokens?: number | null } | null;
  server_tool_use?: { web_search_requests?: number | null } | null;
  output_tokens_details?: { thinking_tokens?: number | null } | null;
};

type TokenCounts = Partial<Record<Exclude<keyof Usage, 'estimated'>, number>>;

/**
 * Anthropic counts cache reads and writes beside `input_tokens`, as the hub does. `message_delta` is cumulative: what it
 * carries replaces what `message_start` said, what it leaves out stays. Undefined when there are no usable numbers.
 */
export function mergeAnthropicUsage(before: Usage | undefined, told: AnthropicUsage): Usage | undefined {
  const writes = cacheWrites(told);
  const fields: TokenCounts = {
    ...pick('inputTokens', told.input_tokens),
    ...pick('outputTokens', told.output_tokens),
    ...pick('cacheReadTokens', told.cache_read_input_tokens),
    ...pick('reasoningTokens', told.output_tokens_details?.thinking_tokens),
    ...pick('webSearches', told.server_tool_use?.web_search_requests || null),
    ...writes,
  };
  if (!before && (fields.inputTokens === undefined || fields.outputTokens === undefined)) return undefined;
  return { ...noUsage, ...before, ...fields };
}

function pick(name: keyof TokenCounts, value: number | null | undefined): TokenCounts {
  return isTokenCount(value) ? { [name]: value } : {};
}

/** Without the split by time to live all writes are the ordinary five-minute ones. */
function cacheWrites(told: AnthropicUsage): TokenCounts {
  const oneHour = told.cache_creation?.ephemeral_1h_input_tokens;
  const fiveMinutes = told.cache_creation?.ephemeral_5m_input_tokens;
  if (isTokenCount(oneHour) || isTokenCount(fiveMinutes)) {
    return { cacheWrite5mTokens: fiveMinutes ?? 0, cacheWrite1hTokens: oneHour ?? 0 };
  }
  const all = told.cache_creation_input_tokens;
  return isTokenCount(all) ? { cacheWrite5mTokens: all } : {};
}
