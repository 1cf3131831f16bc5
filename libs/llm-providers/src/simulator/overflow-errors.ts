import { anthropicErrors } from './anthropic/anthropic-errors.ts';
import { openAiErrors } from './openai/openai-errors.ts';
import type { OverflowShape } from './settings/fault-kinds.ts';
import type { WireError } from './simulated-call.ts';

/** The ways in which providers say that a prompt does not fit. */
export const overflowErrors: Record<OverflowShape, WireError> = {
  anthropic: anthropicErrors.contextLength,
  'anthropic-limit': {
    status: 400,
    type: 'invalid_request_error',
    message:
      'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length or `max_tokens` and try again',
  },
  openai: openAiErrors.contextLength,
  vllm: {
    status: 400,
    type: 'BadRequestError',
    code: 400,
    message:
      "This model's maximum context length is 4096 tokens. However, you requested 5012 tokens (4500 in the messages, 512 in the completion). Please reduce the length of the messages or completion.",
  },
  'llama-cpp': {
    status: 400,
    type: 'exceed_context_size_error',
    code: 400,
    message: 'the request exceeds the available context size, try increasing it',
    extra: { n_prompt_tokens: 5012, n_ctx: 4096 },
  },
  ollama: { status: 400, type: 'api_error', code: null, message: 'the input length exceeds the context length' },
};
