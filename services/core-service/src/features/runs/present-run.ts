import {
  dialectSchema,
  errorCodeSchema,
  microsToCredits,
  type Run,
  runStateSchema,
  stopReasonSchema,
  type Usage,
} from '@smart-ai-hub/contracts';
import type { RunModel } from '@smart-ai-hub/database';
import { z } from 'zod';

const candidatesSchema = z.array(z.object({ model: z.string() })).nullable();

/** A run as `/api/runs` shows it. `held` is what the hold keeps back now: nothing once the run has ended. */
export function presentRun(row: RunModel): Run {
  return {
    id: row.id,
    model: row.model,
    provider: row.provider,
    requestedModel: row.requestedModel ?? row.model,
    candidates: candidatesSchema.parse(row.candidates)?.map(({ model }) => model) ?? [row.model],
    dialect: dialectSchema.parse(row.dialect),
    state: runStateSchema.parse(row.state),
    stream: row.stream,
    usage: presentUsage(row),
    cost: row.costMicros === null ? null : microsToCredits(row.costMicros),
    held: row.endedAt === null ? microsToCredits(row.holdMicros) : 0,
    stopReason: stopReasonSchema.safeParse(row.stopReason).data ?? null,
    errorCode: errorCodeSchema.safeParse(row.errorCode).data ?? null,
    firstTokenMs: row.firstTokenMs,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

function presentUsage(row: RunModel): Usage | null {
  if (row.inputTokens === null) return null;
  return {
    inputTokens: row.inputTokens,
    cacheReadTokens: row.cacheReadTokens ?? 0,
    cacheWrite5mTokens: row.cacheWrite5mTokens ?? 0,
    cacheWrite1hTokens: row.cacheWrite1hTokens ?? 0,
    outputTokens: row.outputTokens ?? 0,
    reasoningTokens: row.reasoningTokens ?? 0,
    ...(row.imageTokens !== null && { imageTokens: row.imageTokens }),
    ...(row.webSearches !== null && { webSearches: row.webSearches }),
    estimated: row.usageEstimated ?? false,
  };
}
