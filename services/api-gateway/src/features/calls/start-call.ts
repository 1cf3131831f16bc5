import { AppError, type ChatRequest, type Dialect, type Identity, newId, toAppError } from '@smart-ai-hub/contracts';
import { type AttachedRun, submitRun } from '@smart-ai-hub/run-pipeline';
import { traceCarrier, withSpan } from '@smart-ai-hub/service-kit';
import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';

export type CallInput = {
  identity: Identity;
  request: ChatRequest;
  dialect: Dialect;
  stream: boolean;
  idempotencyKey?: string;
  requestHash: string;
};

export type StartedCall = AttachedRun & { runId: string; model: string; replayed: boolean };

/** What every way of calling a model shares: find the model, listen, admit, queue. The frames are already on their way. */
export async function startCall(deps: GatewayDeps, input: CallInput): Promise<StartedCall> {
  const card = await deps.models.find(input.request.model);
  if (!card) throw modelNotFound(input.request.model);
  const runId = newId('run');
  const attached = deps.relay.attach(runId, { fresh: true });
  const stopTimer = deps.metrics.admitDuration.startTimer({ dialect: input.dialect });
  try {
    const submitted = await withSpan('run.admit', { attributes: { 'hub.run.id': runId } }, () =>
      submitRun(deps.submission, { ...input, runId, card, trace: traceCarrier() }),
    );
    deps.metrics.admitted.inc({ dialect: input.dialect, outcome: submitted.replayed ? 'replayed' : 'admitted' });
    if (!submitted.replayed) return { ...attached, runId, model: card.id, replayed: false };
    attached.detach();
    return { ...deps.relay.attach(submitted.runId), runId: submitted.runId, model: card.id, replayed: true };
  } catch (error) {
    attached.detach();
    deps.metrics.admitted.inc({ dialect: input.dialect, outcome: toAppError(error).code });
    throw error;
  } finally {
    stopTimer();
  }
}

function modelNotFound(model: string): AppError {
  return new AppError('model_not_found', {
    detail: `There is no model named "${model}". GET /v1/models lists those you can call.`,
    errors: [{ path: 'model', message: 'no such model' }],
  });
}

const MAX_IDEMPOTENCY_KEY_LENGTH = 255;

/** The caller's Idempotency-Key with the hash of what it was sent with; nothing is hashed for callers without one. */
export function idempotencyOf(req: Request): Pick<CallInput, 'idempotencyKey' | 'requestHash'> {
  const key = req.get('idempotency-key');
  if (key === undefined) return { requestHash: '' };
  if (key.length === 0 || key.length > MAX_IDEMPOTENCY_KEY_LENGTH) {
    const message = `must have 1 to ${MAX_IDEMPOTENCY_KEY_LENGTH} characters`;
    throw new AppError('validation_failed', {
      detail: `The Idempotency-Key header ${message}.`,
      errors: [{ path: 'Idempotency-Key', message }],
    });
  }
  const hash = createHash('sha256').update(req.path).update('\n').update(JSON.stringify(req.body));
  return { idempotencyKey: key, requestHash: hash.digest('hex') };
}
