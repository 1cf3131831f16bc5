import type { ModelCard } from './model-card.ts';

/** What a call asks of whichever model answers it. */
export type CallNeeds = {
  tools: boolean;
  images: boolean;
  /** Estimated. */
  inputTokens: number;
};

/** Whether a model can do all of it. */
export function canDo(
  { capabilities, contextTokens }: Pick<ModelCard, 'capabilities' | 'contextTokens'>,
  needs: CallNeeds,
): boolean {
  return (
    (capabilities.tools || !needs.tools) && (capabilities.images || !needs.images) && contextTokens >= needs.inputTokens
  );
}

/** The needs in words, for the error of a call that nothing can answer. */
export function describeNeeds({ tools, images, inputTokens }: CallNeeds): string {
  return [...(tools ? ['tools'] : []), ...(images ? ['images'] : []), `about ${inputTokens} tokens of input`].join(
    ', ',
  );
}
