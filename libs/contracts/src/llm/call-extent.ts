/** How much of a model's work a call may take, beyond what its prompt and its limits say: what a hold has to cover. */
export type CallExtent = {
  /** Answers to the same prompt, each with an output of its own. */
  answers: number;
  /** Searches of the web that the provider may run, as far as anybody can tell beforehand. */
  webSearches: number;
};

export const oneAnswer: CallExtent = { answers: 1, webSearches: 0 };

/** What a call that may search usually takes at most, where its caller sets no limit. */
export const TYPICAL_WEB_SEARCHES = 3;
