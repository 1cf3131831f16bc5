import {
  AppError,
  type StopReason,
  type TerminalRunEvent,
  type Usage,
  priceOf,
  totalTokens,
} from '@smart-ai-hub/contracts';
import type { RunCandidate, RunPart } from '@smart-ai-hub/ledger';
import { type AnswerPart, totalOf } from './answer-story.ts';

/** How a run ended, before any money moved. */
export type RunOutcome =
  | { state: 'done'; usage: Usage; stopReason: StopReason; stopSequence?: string }
  /** Cut because it had come to cost what its caller allows: the caller's own limit, so it ends as one of tokens does. */
  | { state: 'capped'; usage: Usage; stopReason: 'max_tokens'; stopSequence?: undefined }
  | { state: 'error' | 'cancelled' | 'interrupted'; usage: Usage; error: AppError };

/**
 * How a run ended, and by which of its models: the last one that wrote of the answer, else the last one that was tried. The usage of the
 * outcome is that of all parts.
 */
export type EndedRun = { outcome: RunOutcome; candidate: RunCandidate; parts: readonly AnswerPart[] };

/** The end of a run of which models have written `earlier` parts, and one has written the rest, as far as it came. */
export function endedRun(
  earlier: readonly AnswerPart[],
  last: RunCandidate | undefined,
  outcome: RunOutcome,
): EndedRun {
  const isPart = last !== undefined && (earlier.length === 0 || totalTokens(outcome.usage) > 0);
  const parts = isPart ? [...earlier, { candidate: last, usage: outcome.usage }] : earlier;
  const candidate = parts.at(-1)?.candidate;
  if (!candidate) throw new TypeError('a run ends with a model');
  return { outcome: { ...outcome, usage: totalOf(parts) }, candidate, parts };
}

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
export function chargeFor({ outcome, parts }: Pick<EndedRun, 'outcome' | 'parts'>, delivery: Delivery): bigint {
  if (hasAnswer(outcome)) return costOf(parts);
  const delivered = delivery.hasContent && (delivery.stream || outcome.state === 'cancelled');
  return delivered ? costOf(parts) : 0n;
}

/** Each part at the price that was frozen for its model. */
export function costOf(parts: readonly AnswerPart[]): bigint {
  return parts.reduce((sum, part) => sum + partCost(part), 0n);
}

function partCost({ candidate, usage }: AnswerPart): bigint {
  return priceOf(usage, candidate.price);
}

/** What the record of a run says of its parts; nothing where one model wrote all. */
export function recordedParts(parts: readonly AnswerPart[]): RunPart[] | undefined {
  if (parts.length < 2) return undefined;
  return parts.map((part) => {
    const { model, provider } = part.candidate;
    return { model, provider, usage: part.usage, costMicros: partCost(part) };
  });
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
  { outcome, parts }: Pick<EndedRun, 'outcome' | 'parts'>,
  { chargedMicros, endedAtMs }: { chargedMicros: bigint; endedAtMs: number },
): TerminalRunEvent {
  const recorded = chargedMicros > 0n ? recordedParts(parts) : undefined;
  const told = recorded?.map(({ costMicros, ...part }) => ({ ...part, costMicros: String(costMicros) }));
  const settled = { ...(told && { parts: told }), usage: outcome.usage, costMicros: String(chargedMicros) };
  if (hasAnswer(outcome)) {
    const { stopReason, stopSequence } = outcome;
    const capped = outcome.state === 'capped' && { capped: true as const };
    const end = { stopReason, ...(stopSequence !== undefined && { stopSequence }), ...capped, endedAtMs };
    return { type: 'done', ...end, ...settled };
  }
  const { code, detail, retryAfterSeconds } = outcome.error;
  return { type: 'failed', code, detail, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }), ...settled };
}
