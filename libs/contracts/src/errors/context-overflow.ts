import { AppError } from './app-error.ts';

export type Overflow = {
  /** Absent where nobody has counted them. */
  promptTokens?: number | undefined;
  /** The most that the model takes. */
  maximumTokens?: number | undefined;
  /** The field that holds the prompt, where it is known. */
  path?: string;
  /** The provider's sentence, scrubbed. */
  sentence?: string | undefined;
  internal?: Record<string, unknown>;
  cause?: unknown;
};

const PROMPT_IS_TOO_LONG = 'prompt is too long';

/**
 * The one error of a prompt that does not fit. Its sentence begins as Anthropic's own (`prompt is too long: N tokens > M
 * maximum`), by which agents know that they have to compact, and holds the words that clients of OpenAI look for.
 */
export function contextOverflow(overflow: Overflow): AppError {
  const { promptTokens, maximumTokens, path, sentence = '', internal, cause } = overflow;
  const isCounted = promptTokens !== undefined && maximumTokens !== undefined;
  const counts = isCounted ? `: ${promptTokens} tokens > ${maximumTokens} maximum` : '';
  const advice = 'It exceeds the maximum context length of this model: shorten or compact it.';
  const further = sentence.includes(PROMPT_IS_TOO_LONG) ? '' : ` ${sentence}`;
  return new AppError('context_overflow', {
    detail: `${PROMPT_IS_TOO_LONG}${counts}. ${advice}${further}`.trim(),
    ...(path !== undefined && { errors: [{ path, message: 'is too long for this model' }] }),
    ...(internal && { internal }),
    ...(cause !== undefined && { cause }),
  });
}
