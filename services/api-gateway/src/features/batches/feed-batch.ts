import { type AppError, type Identity, createRunSchema, creditsToMicros, toAppError } from '@smart-ai-hub/contracts';
import type { BatchItemModel, BatchModel } from '@smart-ai-hub/database';
import type { RunRecord } from '@smart-ai-hub/ledger';
import { cancelRun } from '@smart-ai-hub/run-pipeline';
import type { GatewayDeps } from '../../dependencies.ts';
import { startRun } from '../runs/create-run.ts';
import type { ItemEnd } from './batches.repository.ts';

/** Calls of one batch that are admitted at a time: what they hold is missing to the account's other calls. */
const AT_ONCE = 8;
const MAX_AGE_MS = 86_400_000;

type OpenItem = { item: BatchItemModel; run: RunRecord | undefined };

/** Failures that pass by themselves: the call is made later. */
const PASSING = new Set(['rate_limited', 'dependency_unavailable', 'draining', 'no_capacity']);
/** Failures that pass when what other calls hold is freed. */
const FUNDS = new Set(['insufficient_credits', 'budget_exceeded', 'cost_cap_too_low']);

/**
 * One step of a batch: notes which calls have ended, admits what fits, and ends the batch when nothing is left. Whatever dies in between,
 * the next step goes on from what PostgreSQL says: an item has its run before it is admitted, and admitting a run twice is admitting it once.
 */
export async function feedBatch(deps: GatewayDeps, batchId: string): Promise<void> {
  const batch = await deps.batches.findBatch(batchId);
  if (!batch || batch.endedAt) return;
  const open = await noteEnded(deps, batchId);
  const caller = await deps.batches.findCaller(batch);
  const refusal = reasonToStop(batch, caller);
  if (refusal) {
    await deps.batches.endWaiting(batchId, refusal);
    if (batch.state === 'cancelling') await Promise.all(open.map((one) => stop(deps, one)));
  } else if (caller) {
    await admitWhatFits(deps, batch, caller, open);
  }
  await endWhenDone(deps, batch);
}

function reasonToStop(batch: BatchModel, caller: Identity | undefined): ItemEnd | undefined {
  if (batch.state === 'cancelling') return { state: 'cancelled' };
  if (!caller) return failure('invalid_api_key', 'The API key that sent the batch has been revoked.');
  if (Date.now() - batch.createdAt.getTime() < MAX_AGE_MS) return undefined;
  return failure('no_capacity', 'The call could not be begun within 24 hours. Nothing was charged.');
}

function failure(errorCode: string, errorDetail: string): ItemEnd {
  return { state: 'failed', errorCode, errorDetail };
}

/** Answers what is still open. */
async function noteEnded(deps: GatewayDeps, batchId: string): Promise<OpenItem[]> {
  const running = await deps.batches.listItemsIn(batchId, 'running', AT_ONCE * 2);
  const looked = await Promise.all(
    running.map(async (item) => ({
      item,
      run: item.runId === null ? undefined : await deps.ledger.readRun(item.runId),
    })),
  );
  const isOpen = ({ run }: OpenItem) => run?.endedAt === undefined;
  await Promise.all(
    looked.map(async ({ item, run }) => {
      if (!run?.endedAt) return;
      const state =
        run.state === 'done' || run.state === 'capped' ? 'succeeded' : run.state === 'cancelled' ? run.state : 'failed';
      const { costMicros, errorCode } = run;
      await deps.batches.endItem(item, { state, costMicros, errorCode });
      deps.metrics.batchItemsEnded.inc({ state });
    }),
  );
  return looked.filter(isOpen);
}

async function stop(deps: GatewayDeps, { item, run }: OpenItem): Promise<void> {
  if (!run) return deps.batches.endItem(item, { state: 'cancelled' });
  // It may have ended by itself meanwhile: the next step notes it.
  await cancelRun(deps, run).catch(() => undefined);
}

async function admitWhatFits(deps: GatewayDeps, batch: BatchModel, caller: Identity, open: OpenItem[]): Promise<void> {
  // Those whose admission, or whose way into the queue, was cut short by a death; admitting them again mends both.
  for (const { item, run } of open) {
    const isLost = !run || (run.state === 'queued' && !(await deps.queue.has(run.id)));
    if (isLost && (await admit(deps, batch, caller, item, open.length > 1)) === 'later') return;
  }
  // Under a cost of its own a batch makes one call after the other: each may then use what is left.
  const room = (batch.capMicros === null ? AT_ONCE : 1) - open.length;
  const waiting = room > 0 ? await deps.batches.listItemsIn(batch.id, 'waiting', room) : [];
  let running = open.length;
  for (const item of waiting) {
    if (running > 0 && (await holdsTooMuch(deps, batch.accountId))) return;
    const outcome = await admit(deps, batch, caller, item, running > 0);
    if (outcome === 'later') return;
    if (outcome === 'admitted') running += 1;
  }
}

/** Half of what an account has stays free for the calls that somebody waits for. */
async function holdsTooMuch({ batches }: GatewayDeps, accountId: string): Promise<boolean> {
  const account = await batches.readAccount(accountId);
  return account !== null && account.available * 2n < account.currentBalance;
}

async function admit(
  deps: GatewayDeps,
  batch: BatchModel,
  caller: Identity,
  item: BatchItemModel,
  hasOthers: boolean,
): Promise<'admitted' | 'ended' | 'later'> {
  const body = createRunSchema.parse(item.request);
  const capMicros = await capOf(deps, batch, body.maxCost);
  if (capMicros !== undefined && capMicros <= 0n) {
    if (hasOthers) return 'later';
    await fail(deps, item, { code: 'cost_cap_too_low', detail: 'The batch has cost as much as it may.' });
    return 'ended';
  }
  const runId = await deps.batches.takeItem(item);
  if (runId === undefined) return 'ended';
  try {
    const terms = { requestHash: '', rescue: body.rescue ?? true, ...(capMicros !== undefined && { capMicros }) };
    const { call } = await startRun(deps, { identity: caller, body, terms, runId, isUnhurried: true });
    call.detach();
    return 'admitted';
  } catch (error) {
    const refused = toAppError(error);
    if (PASSING.has(refused.code) || (FUNDS.has(refused.code) && (await isHeld(deps, batch.accountId)))) {
      return postpone(deps, item, runId);
    }
    await fail(deps, item, refused);
    return 'ended';
  }
}

/** An item whose run is open after all keeps it: the next step sees to that. */
async function postpone(deps: GatewayDeps, item: BatchItemModel, runId: string): Promise<'later'> {
  const run = await deps.ledger.readRun(runId);
  if (!run || run.endedAt) await deps.batches.giveBack(item, { isRunUsedUp: run !== undefined });
  return 'later';
}

async function isHeld({ batches }: GatewayDeps, accountId: string): Promise<boolean> {
  return ((await batches.readAccount(accountId))?.held ?? 0n) > 0n;
}

async function fail(deps: GatewayDeps, item: BatchItemModel, { code, detail }: Pick<AppError, 'code' | 'detail'>) {
  await deps.batches.endItem(item, failure(code, detail));
  deps.metrics.batchItemsEnded.inc({ state: 'failed' });
}

/** What a call may cost: its own limit, or what is left of that of its batch. */
async function capOf(deps: GatewayDeps, batch: BatchModel, maxCost: number | undefined): Promise<bigint | undefined> {
  const own = maxCost === undefined ? undefined : creditsToMicros(maxCost);
  if (batch.capMicros === null) return own;
  const left = batch.capMicros - (await deps.batches.sumCosts(batch.id));
  return own !== undefined && own < left ? own : left;
}

async function endWhenDone(deps: GatewayDeps, { id, state }: BatchModel): Promise<void> {
  const [row] = await deps.batches.readBatches([id]);
  if (!row || row.waiting + row.running > 0) return;
  const end = state === 'cancelling' ? 'cancelled' : 'completed';
  if (!(await deps.batches.endBatch(id, end))) return;
  deps.metrics.batchesEnded.inc({ state: end });
  deps.logger.info({ batchId: id, state: end }, 'batch ended');
}
