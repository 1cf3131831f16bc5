import {
  AppError,
  type CreateRun,
  type Identity,
  type Run,
  providerRoutingOf,
  requestedModels,
} from '@smart-ai-hub/contracts';
import { presentRun } from '@smart-ai-hub/ledger';
import type { Request } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { callTermsOf } from '../calls/call-terms.ts';
import { type CallInput, type StartedCall, startCall } from '../calls/start-call.ts';

/** Starts a run and lets go of it: its answer is read from `/api/runs/{id}/events`. */
export async function createRun(
  deps: GatewayDeps,
  identity: Identity,
  body: CreateRun,
  req: Request,
): Promise<{ run: Run }> {
  const { call, run } = await startRun(deps, { identity, body, terms: callTermsOf(req, body) });
  call.detach();
  return { run };
}

/** Starts a run and stays attached to it. */
export async function startRun(
  deps: GatewayDeps,
  { body, ...input }: Pick<CallInput, 'identity' | 'terms' | 'pace' | 'runId' | 'isUnhurried'> & { body: CreateRun },
): Promise<{ call: StartedCall; run: Run }> {
  const { model, models: list, provider, maxCost: _cost, rescue: _rescue, webhook: _webhook, ...asked } = body;
  const routing = providerRoutingOf(provider);
  const models = requestedModels({ model, models: list });
  const request = { ...asked, model: models[0] ?? '' };
  const wishes = { models, ...(routing && { routing }) };
  const call = await startCall(deps, { ...input, ...wishes, request, dialect: 'hub', stream: true });
  try {
    const run = await deps.ledger.readRun(call.runId);
    if (!run) throw new AppError('internal', { detail: 'The run was admitted and then not found.' });
    return { call, run: presentRun(run) };
  } catch (error) {
    call.detach();
    throw error;
  }
}
