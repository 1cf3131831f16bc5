import { type ErrorCode, type TerminalRunEvent, errorTable } from '@smart-ai-hub/contracts';
import { type UsedRun, disclosureOf } from '../answers/disclosure.ts';
import { createdAtOf, toResponseId } from './item-ids.ts';
import type { Json } from './output-item.ts';

/** What of a request its answer repeats, with what OpenAI takes where nothing was said. */
const DEFAULTS: Json = {
  background: false,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: null, summary: null },
  safety_identifier: null,
  service_tier: 'default',
  store: true,
  temperature: 1,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  user: null,
};

/** The response as it is before anything of the answer is there. `body` is the caller's, as it came. */
export function toEmptyResponse(runId: string, body: Json): Json {
  const repeated = Object.entries(DEFAULTS).map(([name, initial]) => [name, body[name] ?? initial]);
  return {
    id: toResponseId(runId),
    object: 'response',
    created_at: createdAtOf(runId),
    completed_at: null,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    output: [],
    usage: null,
    ...Object.fromEntries(repeated),
    // What the caller wished for is not what was done: only a provider can say.
    service_tier: DEFAULTS['service_tier'],
  };
}

/** How a response stands after its run has ended. */
export function endOf(event: TerminalRunEvent): Json {
  const usage = toResponsesUsage(event);
  if (event.type === 'failed') {
    if (event.code === 'run_cancelled') return { status: 'cancelled', usage };
    return { status: 'failed', error: { code: toErrorCode(event.code), message: event.detail }, usage };
  }
  const reason = INCOMPLETE[event.stopReason];
  if (reason === undefined) return { status: 'completed', completed_at: toSeconds(event.endedAtMs), usage };
  return { status: 'incomplete', incomplete_details: { reason }, usage };
}

function toSeconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.floor(ms / 1000);
}

const INCOMPLETE: Partial<Record<string, string>> = {
  max_tokens: 'max_output_tokens',
  context_window_exceeded: 'max_output_tokens',
  refusal: 'content_filter',
};

/** OpenAI's own words where clients act on them; for the rest its word for "not your fault" or "change your request". */
const ERROR_CODES: Partial<Record<ErrorCode, string>> = {
  context_overflow: 'context_length_exceeded',
  provider_rate_limited: 'rate_limit_exceeded',
  rate_limited: 'rate_limit_exceeded',
  insufficient_credits: 'insufficient_quota',
};

function toErrorCode(code: ErrorCode): string {
  return ERROR_CODES[code] ?? (errorTable[code].owner === 'client' ? 'invalid_prompt' : 'server_error');
}

/** OpenAI's usage, whose input tokens include all that was read from and written to a cache. */
function toResponsesUsage(run: UsedRun): Json {
  const { usage } = run;
  const written = usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  const inputTokens = usage.inputTokens + usage.cacheReadTokens + written;
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: usage.cacheReadTokens, cache_write_tokens: written },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: inputTokens + usage.outputTokens,
    ...disclosureOf(run),
  };
}
