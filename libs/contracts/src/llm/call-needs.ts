import type { ModelCard } from './model-card.ts';

/** What a call asks of whichever model answers it. */
export type CallNeeds = {
  tools: boolean;
  images: boolean;
  /** The conversation ends with an answer that was begun, for the model to go on with. */
  prefill: boolean;
  /** Estimated. */
  inputTokens: number;
};

/** Whether a model can do all of it. */
export function canDo(
  { capabilities, contextTokens }: Pick<ModelCard, 'capabilities' | 'contextTokens'>,
  needs: CallNeeds,
): boolean {
  return (
    (capabilities.tools || !needs.tools) &&
    (capabilities.images || !needs.images) &&
    (capabilities.prefill !== false || !needs.prefill) &&
    contextTokens >= needs.inputTokens
  );
}

/** The needs in words, for the error of a call that nothing can answer. */
export function describeNeeds({ tools, images, prefill, inputTokens }: CallNeeds): string {
  return [
    ...(tools ? ['tools'] : []),
    ...(images ? ['images'] : []),
    ...(prefill ? ['an answer that was begun (prefill)'] : []),
    `about ${inputTokens} tokens of input`,
  ].join(', ');
}
