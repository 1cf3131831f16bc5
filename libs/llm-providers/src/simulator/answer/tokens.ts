/**
 * The simulator's token: an optional white-space character and up to six characters after it, or a lone white-space character.
 * Joining a text's tokens gives the text, and usage is exactly the number of tokens that were streamed.
 */
const TOKEN = /\s?[^\s]{1,6}|\s/gu;

export const TOKENS_PER_MESSAGE = 3;
export const TOKENS_PER_IMAGE = 85;

export function splitTokens(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** The simulator's own count, exported so that tests can say beforehand what a call must cost. */
export function countSimulatorTokens(text: string): number {
  return splitTokens(text).length;
}
