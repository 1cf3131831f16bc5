import type { ChatRequest } from '@smart-ai-hub/contracts';
import { type ModelCall, callOf } from '../model-call.ts';

/**
 * How a model is asked to go on with an answer that another one began: `prefill` where the conversation may end with the answer so far, as
 * at Anthropic; `instruction` where that would be taken for a turn of the past.
 */
export type Continuation = 'prefill' | 'instruction';

/** The words stand behind the answer so far, as the user's. */
const INSTRUCTION =
  'The connection broke while you were writing the answer above. Continue it from exactly where it stops: ' +
  'do not repeat any of it, do not comment on the break, and keep its language and its form. ' +
  'If it stops within a word, continue with the missing letters; if a new word begins, start with a space.';

/**
 * Whether an answer may be finished by another model at all. One that has to be JSON of a schema must be of one piece, several answers at
 * once have several ends, and what only the caller's own dialect can say cannot be said again.
 */
export function isContinuable(call: ModelCall): boolean {
  const { request, extent, nativeOnly } = call.parsed();
  return request.responseFormat === undefined && extent.answers === 1 && nativeOnly.errors.length === 0;
}

/** The call that asks for the rest of an answer. `usedTokens` is what the answer so far took of the caller's limit. */
export function continueCall(call: ModelCall, said: string, how: Continuation, usedTokens: number): ModelCall {
  const { reasoning: _thoughtBefore, maxOutputTokens, ...request } = call.parsed().request;
  const text = how === 'prefill' ? said.trimEnd() : said;
  const rest: ChatRequest = {
    ...request,
    messages: [
      ...request.messages,
      { role: 'assistant', content: [{ type: 'text', text }] },
      ...(how === 'instruction'
        ? [{ role: 'user' as const, content: [{ type: 'text' as const, text: INSTRUCTION }] }]
        : []),
    ],
    ...(maxOutputTokens !== undefined && { maxOutputTokens: Math.max(1, maxOutputTokens - usedTokens) }),
  };
  return callOf(rest);
}

/** Repetitions shorter than this are more likely chance. */
const LEAST_OVERLAP = 12;
const MOST_OVERLAP = 200;

/**
 * The beginning of a continuation without what it repeats of the answer so far: white space on both sides of the seam, and the words
 * that the model wrote once more to find its place.
 */
export function joinAnswer(said: string, beginning: string): string {
  const overlap = overlapOf(said, beginning.trimStart());
  if (overlap > 0) return beginning.trimStart().slice(overlap);
  return /\s$/.test(said) ? beginning.trimStart() : beginning;
}

/** So much of a continuation has to be there before it is known whether it repeats anything. */
export const SEAM_CHARACTERS = MOST_OVERLAP;

function overlapOf(said: string, beginning: string): number {
  const most = Math.min(said.length, beginning.length, MOST_OVERLAP);
  for (let length = most; length >= LEAST_OVERLAP; length -= 1) {
    if (said.endsWith(beginning.slice(0, length))) return length;
  }
  return 0;
}
