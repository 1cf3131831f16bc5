/** In what a Claude model differs from its siblings as far as a request is concerned. */
export type AnthropicTraits = {
  /** `budget` takes a number of thinking tokens; `adaptive` decides by itself, guided by an effort. */
  thinking: 'budget' | 'adaptive';
  /** False where temperature and top_p are refused whatever the API version. */
  hasSampling: boolean;
  /** False where a conversation must end with a user's message: there is no begun answer to go on with. */
  hasPrefill: boolean;
};

const BUDGET_THINKING = /claude-(?:3|(?:opus|sonnet|haiku)-4-[0-5]|(?:opus|sonnet|haiku)-4-20)/;
const WITHOUT_SAMPLING = /claude-(?:opus-4-[789]|(?:opus|sonnet|haiku|fable|mythos)-(?:[5-9]|\d\d))/;

/**
 * Facts from https://platform.claude.com/docs/en/build-with-claude/thinking and, of prefill,
 * https://platform.claude.com/docs/en/release-notes/overview: models from 4.6 on think adaptively and take none. An unknown name is
 * taken for a current model.
 */
export function anthropicTraitsOf(upstreamModel: string): AnthropicTraits {
  const isBefore46 = !upstreamModel.startsWith('claude-') || BUDGET_THINKING.test(upstreamModel);
  return {
    thinking: isBefore46 ? 'budget' : 'adaptive',
    hasPrefill: isBefore46,
    hasSampling: !WITHOUT_SAMPLING.test(upstreamModel),
  };
}
