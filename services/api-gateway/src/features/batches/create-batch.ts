import { AppError, type Batch, type CreateBatch, type Identity, EVERY_WEBHOOK } from '@smart-ai-hub/contracts';
import { presentBatch } from '@smart-ai-hub/run-pipeline';
import type { Request } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { callTermsOf } from '../calls/call-terms.ts';
import { requireWebhook } from '../calls/require-webhook.ts';
import { refuseUnkeepable } from './refuse-unkeepable.ts';

/** So many may be under way for one account; each holds up to 20 MB of prompts. */
const MAX_UNFINISHED = 20;
const RETRY_SECONDS = 60;

/** Writes down what is to be done; the feeder finds it within a second. */
export async function createBatch(
  deps: GatewayDeps,
  identity: Identity,
  body: CreateBatch,
  req: Request,
): Promise<{ batch: Batch }> {
  refuseUnkeepable(body);
  const { accountId } = identity;
  const { idempotencyKey, requestHash } = callTermsOf(req);
  const webhook = body.webhook === true ? EVERY_WEBHOOK : body.webhook;
  await requireWebhook(deps, { identity, terms: { ...(webhook !== undefined && { webhook }) } });
  const earlier = await findEarlier(deps, accountId, idempotencyKey, requestHash);
  if (earlier !== undefined) return { batch: await readBatch(deps, accountId, earlier) };
  if ((await deps.batches.countUnfinished(accountId)) >= MAX_UNFINISHED) {
    const detail = `An account may have ${MAX_UNFINISHED} batches under way. Wait for one to end.`;
    throw new AppError('rate_limited', { detail, retryAfterSeconds: RETRY_SECONDS });
  }
  const made = await deps.batches.createBatch({ identity, body, idempotencyKey, requestHash });
  // Undefined: the same call at the same time was faster.
  const id = made ?? (await findEarlier(deps, accountId, idempotencyKey, requestHash));
  if (id === undefined) throw new AppError('internal', { detail: 'The batch was taken and then not found.' });
  deps.logger.info({ batchId: id, requests: body.requests.length }, 'batch created');
  return { batch: await readBatch(deps, accountId, id) };
}

/** @throws AppError idempotency_conflict */
async function findEarlier(
  { batches }: GatewayDeps,
  accountId: string,
  key: string | undefined,
  hash: string,
): Promise<string | undefined> {
  const earlier = key === undefined ? null : await batches.findByKey(accountId, key);
  if (!earlier || earlier.requestHash === hash) return earlier?.id;
  throw new AppError('idempotency_conflict', {
    detail: 'This Idempotency-Key was used before with a different request. Use a new key for a new request.',
  });
}

/** The batch, if it is the caller's. Another account's does not exist for them. @throws AppError not_found */
export async function readBatch({ batches }: GatewayDeps, accountId: string, id: string): Promise<Batch> {
  const [row] = await batches.readBatches([id]);
  if (row?.accountId !== accountId) throw new AppError('not_found', { detail: 'There is no batch with this id.' });
  return presentBatch(row);
}
