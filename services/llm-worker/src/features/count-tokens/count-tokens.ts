import { AppError, type TokenCountPayload, type TokenCountReply, toAppError } from '@smart-ai-hub/contracts';
import { parseTokenCount } from '@smart-ai-hub/dialects';
import { countRequestTokens } from '@smart-ai-hub/llm-providers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WorkerDeps } from '../../dependencies.ts';

/** Questions that are worked on at once: enough for an agent's burst, and few next to the runs of a worker. */
export const TOKEN_COUNT_CONCURRENCY = 32;

/** Answers how many tokens a prompt has: by its provider where that counts, else by the hub. Costs nothing. */
export async function countTokens(
  deps: Pick<WorkerDeps, 'providers' | 'logger'>,
  payload: TokenCountPayload,
  signal: AbortSignal,
): Promise<TokenCountReply> {
  try {
    const target = deps.providers.resolve(payload.model);
    if (!target)
      throw new AppError('model_not_found', { detail: `The model ${payload.model} is not served any more.` });
    const { card, upstreamModel, adapter } = target;
    const counted = await adapter.countTokens?.(payload.wire, { card, upstreamModel, signal });
    if (counted) return { answer: counted, isExact: true };
    await nextTurn(); // Counting keeps the processor: between two counts the answers that are streamed have their turn.
    return { answer: { input_tokens: countRequestTokens(parseTokenCount(payload.wire.body).request) }, isExact: false };
  } catch (thrown) {
    const error = toAppError(thrown);
    deps.logger.info({ code: error.code, countId: payload.countId, err: error }, 'tokens were not counted');
    const { code, detail, retryAfterSeconds } = error;
    return { error: { code, detail, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) } };
  }
}
