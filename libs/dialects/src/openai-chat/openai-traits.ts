/** In what OpenAI itself, its models and the servers that speak its protocol differ when a request is written. */
export type OpenAiDialect = {
  maxTokensKey: 'max_completion_tokens' | 'max_tokens';
  /** OpenAI takes four stop sequences; most others any number. */
  maxStopSequences: number;
  /** False for reasoning models, which refuse temperature and top_p. */
  hasSampling(upstreamModel: string): boolean;
  /** The nearest effort that the model knows. */
  toEffort(upstreamModel: string, effort: Effort): Effort;
};

export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high';

const REASONING_MODEL = /^(?:o\d|gpt-(?:[5-9]|\d\d))/;
const FIRST_GPT_5 = /^gpt-5(?:-|$)/;

/** https://platform.openai.com/docs/guides/reasoning: which efforts a model takes depends on its generation. */
export const openAiDialect: OpenAiDialect = {
  maxTokensKey: 'max_completion_tokens',
  maxStopSequences: 4,
  hasSampling: (model) => !REASONING_MODEL.test(model),
  toEffort(model, effort) {
    if (FIRST_GPT_5.test(model)) return effort === 'none' ? 'minimal' : effort;
    if (/^o\d/.test(model)) return effort === 'none' || effort === 'minimal' ? 'low' : effort;
    return effort === 'minimal' ? 'low' : effort;
  },
};

/** Ollama, vLLM, llama.cpp and the like: the older name of the limit, and everything passed as it was asked. */
export const compatibleDialect: OpenAiDialect = {
  maxTokensKey: 'max_tokens',
  maxStopSequences: Number.POSITIVE_INFINITY,
  hasSampling: () => true,
  toEffort: (_model, effort) => effort,
};
