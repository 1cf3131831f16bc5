import { type TerminalRunEvent, errorCodeSchema, noUsage } from '@smart-ai-hub/contracts';
import type { RunRecord } from '@smart-ai-hub/ledger';
import { ENDED_EMBEDDING_TTL_SECONDS, ENDED_RUN_TTL_SECONDS, IDEMPOTENT_RUN_TTL_SECONDS } from '../keys.ts';

/** The terminal event that a run's row implies, or undefined while it is still open. */
export function terminalEventOf(run: RunRecord): TerminalRunEvent | undefined {
  if (run.state === 'queued' || run.state === 'running') return undefined;
  const parts = run.parts?.map(({ costMicros, ...part }) => ({ ...part, costMicros: String(costMicros) }));
  const used = { usage: run.usage ?? noUsage, costMicros: String(run.costMicros ?? 0n) };
  const settled = { ...(parts && { parts }), ...used };
  if (run.state === 'done' || run.state === 'capped') {
    const capped = run.state === 'capped' && { capped: true as const };
    const endedAt = run.endedAt && { endedAtMs: run.endedAt.getTime() };
    return { type: 'done', stopReason: run.stopReason ?? 'end_turn', ...capped, ...endedAt, ...settled };
  }
  const code = errorCodeSchema.safeParse(run.errorCode);
  return {
    type: 'failed',
    code: code.success ? code.data : 'run_interrupted',
    detail: 'The run ended before its answer was complete.',
    ...settled,
  };
}

/** A worker that died between settlement and the last frame is followed by another within this time, which writes the frame. */
const REDELIVERY_MS = 30_000;

/**
 * The end to show a reader whose stream is lost although the run has ended. Never a success: text may be missing, and a cut
 * answer must not look complete.
 */
export function lostEndOf(run: RunRecord, nowMs: number): TerminalRunEvent | undefined {
  const event = terminalEventOf(run);
  if (!event || !run.endedAt || nowMs - run.endedAt.getTime() < REDELIVERY_MS) return undefined;
  if (event.type === 'failed') return event;
  const { usage, costMicros } = event;
  const keepSeconds = keepSecondsOf(run);
  const isKept = nowMs - run.endedAt.getTime() <= keepSeconds * 1000;
  const detail = isKept
    ? 'The answer was lost on its way.'
    : `The answer was complete, and is no longer kept: such answers can be read again for ${keepSeconds / 60} minutes.`;
  const code = run.idempotencyKey !== undefined && !isKept ? 'idempotency_answer_gone' : 'run_interrupted';
  return { type: 'failed', code, detail, usage, costMicros };
}

function keepSecondsOf({ dialect, idempotencyKey }: RunRecord): number {
  if (dialect === 'openai-embeddings') return ENDED_EMBEDDING_TTL_SECONDS;
  return idempotencyKey === undefined ? ENDED_RUN_TTL_SECONDS : IDEMPOTENT_RUN_TTL_SECONDS;
}
