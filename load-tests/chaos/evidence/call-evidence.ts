import type { InvariantReport, RunRecord } from '@smart-ai-hub/ledger';
import type { HeardCall } from '../load/heard-call.ts';

/** What is known of an account's calls when all is over: from their callers, the hub's interface, its database and the provider. */
export type CallEvidence = {
  heard: HeardCall[];
  runs: RunRecord[];
  /** Text of each run as `GET /api/runs/{id}/events` tells it; undefined where Redis has lost it. */
  stored: ReadonlyMap<string, string | undefined>;
  /** How many transactions ended each run. */
  settlements: ReadonlyMap<string, number>;
  balance: { beforeMicros: bigint; afterMicros: bigint; heldMicros: bigint };
  provider: { openCalls: number; streamedTokens: number };
  ledger: Pick<InvariantReport, 'name' | 'violations' | 'offendingIds'>[];
};
