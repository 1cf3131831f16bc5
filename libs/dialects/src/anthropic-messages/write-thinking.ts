import type { ChatRequest } from '@smart-ai-hub/contracts';
import type Anthropic from '@anthropic-ai/sdk';
import type { AnthropicTraits } from './anthropic-traits.ts';

type Reasoning = NonNullable<ChatRequest['reasoning']>;
export type Thinking = {
  thinking?: Anthropic.ThinkingConfigParam;
  effort?: AdaptiveEffort;
};

/** `xhigh` and `max` are known to the models that think adaptively. */
type AdaptiveEffort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

const MIN_BUDGET_TOKENS = 1_024;
const BUDGET_OF_EFFORT = {
  minimal: 1_024,
  low: 4_096,
  medium: 10_000,
  high: 24_000,
  xhigh: 32_000,
  max: 60_000,
} as const;

/** How a model is told to think; undefined when there is no room for the smallest budget within `maxTokens`. */
export function toThinking(
  reasoning: Reasoning | undefined,
  traits: AnthropicTraits,
  maxTokens: number,
): Thinking | undefined {
  if (!reasoning || (reasoning.effort === undefined && reasoning.budgetTokens === undefined)) return {};
  if (reasoning.effort === 'none') return traits.thinking === 'budget' ? {} : { thinking: { type: 'disabled' } };
  const wanted = reasoning.budgetTokens ?? BUDGET_OF_EFFORT[reasoning.effort ?? 'medium'];
  if (traits.thinking === 'adaptive') {
    return { thinking: { type: 'adaptive', display: 'summarized' }, effort: effortOf(reasoning, wanted) };
  }
  if (maxTokens <= MIN_BUDGET_TOKENS) return undefined;
  const budget = Math.max(MIN_BUDGET_TOKENS, Math.min(wanted, maxTokens - 1));
  return { thinking: { type: 'enabled', budget_tokens: budget } };
}

function effortOf({ effort }: Reasoning, budgetTokens: number): AdaptiveEffort {
  if (effort === 'minimal') return 'low';
  if (effort !== undefined && effort !== 'none') return effort;
  if (budgetTokens <= BUDGET_OF_EFFORT.low) return 'low';
  return budgetTokens <= BUDGET_OF_EFFORT.medium ? 'medium' : 'high';
}
