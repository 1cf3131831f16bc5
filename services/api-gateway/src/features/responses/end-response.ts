import { toAppError } from '@smart-ai-hub/contracts';
import { invalidRequest } from '@smart-ai-hub/dialects';
import { cancelRun, collectRun } from '@smart-ai-hub/run-pipeline';
import { identityOf } from '@smart-ai-hub/service-kit';
import type { Response } from 'express';
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayDeps } from '../../dependencies.ts';
import { type Json, currentResponse, isOpen, readStored } from './stored-response.ts';

/** A worker closes its provider's socket and settles within this, or it is answered without having waited for it. */
const END_WITHIN_MS = 5_000;

/** Answers `POST /v1/responses/{id}/cancel`. One that has ended is shown as it is: cancelling twice is cancelling once. */
export async function cancelResponse(deps: GatewayDeps, id: string, res: Response): Promise<void> {
  const stored = await readStored(deps, identityOf(res), id);
  if (stored.body['background'] !== true) {
    throw invalidRequest([
      { path: 'response_id', message: 'is not a response in the background, and cannot be cancelled' },
    ]);
  }
  const attached = deps.relay.attach(stored.runId);
  try {
    if (isOpen(await currentResponse(deps, stored)) && (await requestCancel(deps, stored.runId))) {
      const ended = collectRun(attached.frames, () => undefined).catch(() => undefined);
      await Promise.race([ended, delay(END_WITHIN_MS, undefined, { ref: false })]);
    }
  } finally {
    attached.detach();
  }
  res.json(await currentResponse(deps, stored));
}

/** Answers `DELETE /v1/responses/{id}`. Nobody could read the rest of one that still runs: it is cancelled. */
export async function deleteResponse(deps: GatewayDeps, id: string, res: Response): Promise<void> {
  const stored = await readStored(deps, identityOf(res), id);
  const run = await deps.ledger.readRun(stored.runId);
  const isRunning = run?.state === 'queued' || run?.state === 'running';
  if (isRunning) await requestCancel(deps, stored.runId);
  await deps.keptRuns.forget(stored.runId, { isEnded: !isRunning });
  const answer: Json = { id, object: 'response', deleted: true };
  res.json(answer);
}

/** False when the run had ended by itself meanwhile. */
async function requestCancel(deps: GatewayDeps, runId: string): Promise<boolean> {
  const run = await deps.ledger.readRun(runId);
  try {
    if (run) await cancelRun(deps, run);
    return run !== undefined;
  } catch (error) {
    if (toAppError(error).code === 'run_not_active') return false;
    throw error;
  }
}
