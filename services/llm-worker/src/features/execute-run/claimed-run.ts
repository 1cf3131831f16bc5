import type { LlmRunPayload } from '@smart-ai-hub/contracts';
import type { RunCall } from '@smart-ai-hub/dialects';
import type { RunCandidate } from '@smart-ai-hub/ledger';

/** A run that this worker may work on for as long as no later claim has a higher fence. */
export type ClaimedRun = {
  id: string;
  accountId: string;
  fence: number;
  /** The models that may answer, in order of preference, at the prices that were frozen when the run was admitted. */
  candidates: readonly [RunCandidate, ...RunCandidate[]];
  payload: LlmRunPayload;
  /** What the call may cost at most. */
  capMicros?: bigint;
  call: RunCall;
};

/** The candidate that had begun to answer, as a run's stream names it; the first one when none had. */
export function answeringCandidate(candidates: ClaimedRun['candidates'], model: string | undefined): RunCandidate {
  return candidates.find((candidate) => candidate.model === model) ?? candidates[0];
}
