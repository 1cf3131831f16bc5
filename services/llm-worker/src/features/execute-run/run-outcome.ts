import {
  AppError,
  type ModelPrice,
  type StopReason,
  type TerminalRunEvent,
  type Usage,
  priceOf,
} from '@smart-ai-hub/contracts';
import type { RunCandidate } from '@smart-ai-hub/ledger';

/** How a run ended, before any money moved. */
export type RunOutcome =
  | { state: 'done'; usage: Usage; stopReason: StopReason; stopSequence?: string }
  /** Cut because it had come to cost what its caller allows: the caller's own limit, so it ends as one of tokens does. */
  | { state: 'capped'; usage: Usage; stopReason: 'max_tokens'; stopSequence?: undefined }
  | { state: 'error' | 'cancelled' | 'interrupted'; usage: Usage; error: AppError };

/** How a run ended, and with which of its models: the one that answered, else the last one that was tried. */
export type EndedRun = { outcome: RunOutcome; candidate: RunCandidate };

export type Delivery = {
  /** The caller reads the answer as it comes; a plain JSON call gets all or an error. */
  stream: boolean;
  /** At least one piece of the answer was produced. */
  hasContent: boolean;
};

/**
 * What a run costs in micro-credits: the price of its usage when it ended well, or when it was streamed and cut, or was
 * cancelled by its caller. An error before the first piece costs nothing, and neither does a plain call that ends in an
 * error: nothing was delivered. The table is in docs/what-is-charged.md.
 */
export function chargeFor(outcome: RunOutcome, price: ModelPrice, delivery: Delivery): bigint {
  if (hasAnswer(outcome)) return priceOf(outcome.usage, price);
  const delivered = delivery.hasContent && (delivery.stream || outcome.state === 'cancelled');
  return delivered ? priceOf(outcome.usage, price) : 0n;
}

/** Whether the run ends with an answer, whole or cut by a limit that its caller set. */
export function hasAnswer(outcome: RunOutcome): outcome is Extract<RunOutcome, { stopReason: StopReason }> {
  return outcome.state === 'done' || outcome.state === 'capped';
}

export function cancelledError(): AppError {
  return new AppError('run_cancelled', { detail: 'The run was cancelled. What it had produced was charged.' });
}

/** The event that tells every reader how the run ended and what was charged for it. */
export function endEvent(
  outcome: RunOutcome,
  { chargedMicros, endedAtMs }: { chargedMicros: bigint; endedAtMs: number },
): TerminalRunEvent {
  const settled = { usage: outcome.usage, costMicros: String(chargedMicros) };
  if (hasAnswer(outcome)) {
    const { stopReason, stopSequence } = outcome;
    const capped = outcome.state === 'capped' && { capped: true as const };
    const end = { stopReason, ...(stopSequence !== undefined && { stopSequence }), ...capped, endedAtMs };
    return { type: 'done', ...end, ...settled };
  }
  const { code, detail, retryAfterSeconds } = outcome.error;
  return { type: 'failed', code, detail, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }), ...settled };
}
