import { type Run, errorCodeSchema, microsToCredits } from '@smart-ai-hub/contracts';
import type { RunRecord } from './ledger-types.ts';

/** A run as `/api/runs` shows it. `held` is what the hold keeps back now, in credits: nothing once the run has ended. */
export function presentRun(run: RunRecord): Run {
  const open = run.state === 'queued' || run.state === 'running';
  return {
    id: run.id,
    model: run.model,
    provider: run.provider,
    requestedModel: run.requestedModel ?? run.model,
    candidates: run.candidates?.map(({ model }) => model) ?? [run.model],
    dialect: run.dialect,
    state: run.state,
    stream: run.stream,
    usage: run.usage ?? null,
    cost: run.costMicros === undefined ? null : microsToCredits(run.costMicros),
    maxCost: run.capMicros === undefined ? null : microsToCredits(run.capMicros),
    parts: run.parts?.map(({ costMicros, ...part }) => ({ ...part, cost: microsToCredits(costMicros) })) ?? null,
    held: open ? microsToCredits(run.holdMicros) : 0,
    stopReason: run.stopReason ?? null,
    errorCode: errorCodeSchema.safeParse(run.errorCode).data ?? null,
    firstTokenMs: run.firstTokenMs ?? null,
    createdAt: run.createdAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
  };
}
