import { AppError, type CreateRun, type Identity, type Run, requestedModels } from '@smart-ai-hub/contracts';
import { presentRun } from '@smart-ai-hub/ledger';
import type { Request } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { callTermsOf } from '../calls/call-terms.ts';
import { startCall } from '../calls/start-call.ts';

/** Starts a run and lets go of it: its answer is read from `/api/runs/{id}/events`. */
export async function createRun(
  deps: GatewayDeps,
  identity: Identity,
  { model, models: list, maxCost, ...asked }: CreateRun,
  req: Request,
): Promise<{ run: Run }> {
  const models = requestedModels({ model, models: list });
  const request = { ...asked, model: models[0] ?? '' };
  const call = await startCall(deps, {
    identity,
    request,
    models,
    dialect: 'hub',
    stream: true,
    terms: callTermsOf(req, maxCost),
  });
  call.detach();
  const run = await deps.ledger.readRun(call.runId);
  if (!run) throw new AppError('internal', { detail: 'The run was admitted and then not found.' });
  return { run: presentRun(run) };
}
