import { AppError, type RunEvent, type TerminalRunEvent, noUsage } from '@smart-ai-hub/contracts';
import type { Ledger, RunRecord } from '@smart-ai-hub/ledger';
import { BROADCAST_CHANNEL } from '../keys.ts';
import type { RunScripts } from '../stream/run-scripts.ts';

export type CancelRunDeps = { ledger: Ledger; scripts: RunScripts };

const FINAL_FENCE = Number.MAX_SAFE_INTEGER;

/**
 * Stops a run. One that no worker has claimed is voided here and now; for one that runs, its worker is told, closes the
 * provider's socket and settles what was produced.
 * @throws AppError run_not_active when it has ended
 */
export async function cancelRun(deps: CancelRunDeps, run: RunRecord): Promise<void> {
  const voided = await deps.ledger.settle({
    runId: run.id,
    fence: 0,
    state: 'cancelled',
    costMicros: 0n,
    errorCode: 'run_cancelled',
  });
  if (voided.outcome === 'settled') {
    await appendEnd(deps.scripts, run.id, cancelledEvent);
  } else if (voided.outcome === 'stale') {
    await deps.scripts.requestCancel(run.id);
  } else {
    throw new AppError('run_not_active', { detail: 'This run has already ended.' });
  }
}

const cancelledEvent: TerminalRunEvent = {
  type: 'failed',
  code: 'run_cancelled',
  detail: 'The run was cancelled before it started.',
  usage: noUsage,
  costMicros: '0',
};

/** Writes the end of a run that no worker owns, above every fence, so that whoever is attached sees it. */
export async function appendEnd(scripts: RunScripts, runId: string, event: TerminalRunEvent): Promise<void> {
  const events: RunEvent[] = [event];
  await scripts.append({
    runId,
    fence: FINAL_FENCE,
    eventsJson: JSON.stringify(events),
    usage: event.usage,
    terminal: true,
    hasContent: false,
    takesOver: true,
    replyTo: BROADCAST_CHANNEL,
  });
}
