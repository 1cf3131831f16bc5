/** In what a Claude model differs from its siblings as far as a request is concerned. */
export type AnthropicTraits = {
  /** `budget` takes a number of thinking tokens; `adaptive` decides by itself, guided by an effort. */
  thinking: 'budget' | 'adaptive';
  /** False where temperature and top_p are refused whatever the API version. */
  hasSampling: boolean;
};

const BUDGET_THINKING = /claude-(?:3|(?:opus|sonnet|haiku)-4-[0-5]|(?:opus|sonnet|haiku)-4-20)/;
const WITHOUT_SAMPLING = /claude-(?:opus-4-[789]|(?:opus|sonnet|haiku|fable|mythos)-(?:[5-9]|\d\d))/;

/** Facts from https://platform.claude.com/docs/en/build-with-claude/thinking; an unknown name is taken for a current model. */
export function anthropicTraitsOf(upstreamModel: string): AnthropicTraits {
  const isClaude = upstreamModel.startsWith('claude-');
  return {
    thinking: !isClaude || BUDGET_THINKING.test(upstreamModel) ? 'budget' : 'adaptive',
    hasSampling: !WITHOUT_SAMPLING.test(upstreamModel),
  };
}
