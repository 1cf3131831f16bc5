import type { Dialect, ErrorCode, ModelPrice, RunState, StopReason, Usage } from '@smart-ai-hub/contracts';
import type { RunCandidate, RunPart, RunRecord } from './ledger-types.ts';

/** A row of core."Run", as pg reads it, with bigint as text, or as Prisma does. */
export type RunRow = {
  id: string;
  accountId: string;
  userId: string;
  apiKeyId: string | null;
  model: string;
  provider: string;
  dialect: Dialect;
  stream: boolean;
  state: RunState;
  fence: number;
  attempt: number;
  leaseUntil: Date | null;
  workerId: string | null;
  queueDeadlineAt: Date;
  idempotencyKey: string | null;
  requestHash: string;
  price: ModelPrice;
  requestedModel: string | null;
  candidates: RunCandidate[] | null;
  capMicros: string | bigint | null;
  holdMicros: string | bigint;
  costMicros: string | bigint | null;
  lossMicros: string | bigint;
  inputTokens: number | null;
  cacheReadTokens: number | null;
  cacheWrite5mTokens: number | null;
  cacheWrite1hTokens: number | null;
  outputTokens: number | null;
  reasoningTokens: number | null;
  imageTokens: number | null;
  webSearches: number | null;
  usageEstimated: boolean | null;
  parts: (Omit<RunPart, 'costMicros'> & { costMicros: string })[] | null;
  stopReason: StopReason | null;
  errorCode: ErrorCode | null;
  firstTokenMs: number | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
};

function toUsage(row: RunRow): Usage | undefined {
  if (row.inputTokens === null) return undefined;
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

export function toRunRecord(row: RunRow): RunRecord {
  return {
    id: row.id,
    accountId: row.accountId,
    userId: row.userId,
    apiKeyId: row.apiKeyId ?? undefined,
    model: row.model,
    provider: row.provider,
    dialect: row.dialect,
    stream: row.stream,
    state: row.state,
    fence: row.fence,
    attempt: row.attempt,
    leaseUntil: row.leaseUntil ?? undefined,
    workerId: row.workerId ?? undefined,
    queueDeadlineAt: row.queueDeadlineAt,
    idempotencyKey: row.idempotencyKey ?? undefined,
    requestHash: row.requestHash,
    price: row.price,
    requestedModel: row.requestedModel ?? undefined,
    candidates: row.candidates ?? undefined,
    capMicros: row.capMicros === null ? undefined : BigInt(row.capMicros),
    holdMicros: BigInt(row.holdMicros),
    costMicros: row.costMicros === null ? undefined : BigInt(row.costMicros),
    lossMicros: BigInt(row.lossMicros),
    usage: toUsage(row),
    parts: row.parts?.map((part) => ({ ...part, costMicros: BigInt(part.costMicros) })),
    stopReason: row.stopReason ?? undefined,
    errorCode: row.errorCode ?? undefined,
    firstTokenMs: row.firstTokenMs ?? undefined,
    createdAt: row.createdAt,
    startedAt: row.startedAt ?? undefined,
    endedAt: row.endedAt ?? undefined,
  };
}
