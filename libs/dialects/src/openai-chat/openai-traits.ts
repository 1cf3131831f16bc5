import type { ReasoningEffort } from '@smart-ai-hub/contracts';
import type { EmbeddingEncoding } from '../openai-embeddings/parse-embeddings.ts';

/** In what OpenAI itself, its models and the servers that speak its protocol differ when a request is written. */
export type OpenAiTraits = {
  maxTokensKey: 'max_completion_tokens' | 'max_tokens';
  /** OpenAI takes four stop sequences; most others any number. */
  maxStopSequences: number;
  /** False for reasoning models, which refuse temperature and top_p. */
  hasSampling(upstreamModel: string): boolean;
  /** The nearest effort that the model knows. */
  toEffort(upstreamModel: string, effort: ReasoningEffort): ReasoningEffort;
  /** True where members that the provider does not know fail the call. */
  refusesUnknownMembers: boolean;
  /** How embeddings are asked for: small servers know plain numbers only. */
  vectorEncoding: EmbeddingEncoding;
};

const REASONING_MODEL = /^(?:o\d|gpt-(?:[5-9]|\d\d))/;
const FIRST_GPT_5 = /^gpt-5(?:-|$)/;

/** https://platform.openai.com/docs/guides/reasoning: which efforts a model takes depends on its generation. */
export const openAiTraits: OpenAiTraits = {
  maxTokensKey: 'max_completion_tokens',
  maxStopSequences: 4,
  hasSampling: (model) => !REASONING_MODEL.test(model),
  toEffort(model, effort) {
    const known = effort === 'max' ? 'xhigh' : effort;
    if (FIRST_GPT_5.test(model)) return known === 'none' ? 'minimal' : withoutExtraHigh(known);
    if (/^o\d/.test(model)) return known === 'none' || known === 'minimal' ? 'low' : withoutExtraHigh(known);
    if (/^gpt-5\.1(?:-|$)/.test(model)) return known === 'minimal' ? 'low' : withoutExtraHigh(known);
    return known === 'minimal' ? 'low' : known;
  },
  refusesUnknownMembers: true,
  vectorEncoding: 'base64',
};

/** Ollama, vLLM, llama.cpp and the like: the older name of the limit, and everything passed as it was asked. */
export const compatibleTraits: OpenAiTraits = {
  maxTokensKey: 'max_tokens',
  maxStopSequences: Number.POSITIVE_INFINITY,
  hasSampling: () => true,
  toEffort: (_model, effort) => effort,
  refusesUnknownMembers: false,
  vectorEncoding: 'float',
};

/** `xhigh` came with GPT-5.2. */
function withoutExtraHigh(effort: ReasoningEffort): ReasoningEffort {
  return effort === 'xhigh' ? 'high' : effort;
}
