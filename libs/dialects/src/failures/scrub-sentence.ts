const MAX_CHARACTERS = 300;

const SECRETS = /\b(?:sk|pk|sah|rk|key|AIza)[-_][A-Za-z0-9*_\-.]{6,}|\bBearer\s+\S+/gi;
const ADDRESSES = /\b(?:https?:\/\/)?(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?|\blocalhost(?::\d+)?/g;
/** Long quotations in a refusal are the caller's own words, and those stay out of errors and logs. */
const QUOTATIONS = /(["'`])(?:(?!\1).){60,}\1/gs;

/** A provider's sentence made fit to show: without keys, addresses and quoted prompts, and not longer than a few lines. */
export function scrubSentence(sentence: string): string {
  const clean = sentence
    .replace(SECRETS, '[removed]')
    .replace(QUOTATIONS, '$1…$1')
    .replace(ADDRESSES, '[address]')
    .trim();
  return clean.length > MAX_CHARACTERS ? `${clean.slice(0, MAX_CHARACTERS - 1)}…` : clean;
}
