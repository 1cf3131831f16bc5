import {
  type BatchItemState,
  type CreateBatch,
  type Identity,
  creditsToMicros,
  EVERY_WEBHOOK,
  newId,
} from '@smart-ai-hub/contracts';
import { type BatchItemModel, type BatchModel, Prisma, type PrismaClient } from '@smart-ai-hub/database';
import type { BatchRow } from '@smart-ai-hub/run-pipeline';

export type NewBatch = {
  identity: Identity;
  body: CreateBatch;
  idempotencyKey?: string | undefined;
  requestHash: string;
};

/** What became of an item; its request is forgotten with it. */
export type ItemEnd = {
  state: Exclude<BatchItemState, 'waiting' | 'running'>;
  costMicros?: bigint | undefined;
  errorCode?: string | undefined;
  errorDetail?: string | undefined;
};

export type BatchItem = Pick<BatchItemModel, 'batchId' | 'position' | 'customId'>;

const UNIQUE_VIOLATION = 'P2002';

type Account = { currentBalance: bigint; available: bigint; held: bigint };

export function createBatchesRepository(prisma: PrismaClient) {
  return { ...batchQueries(prisma), ...feedQueries(prisma), ...itemQueries(prisma) };
}

function batchQueries(prisma: PrismaClient) {
  return {
    /** Undefined when the account has a batch with this idempotency key. */
    async createBatch({ identity, body, idempotencyKey, requestHash }: NewBatch): Promise<string | undefined> {
      const batchId = newId('bat');
      const { accountId, userId, apiKeyId = null } = identity;
      const webhook = body.webhook === true ? EVERY_WEBHOOK : (body.webhook ?? null);
      const capMicros = body.maxCost === undefined ? null : creditsToMicros(body.maxCost);
      const batch = { id: batchId, accountId, userId, apiKeyId, capMicros, webhook, requestHash };
      const items = body.requests.map(({ customId, ...request }, position) => ({
        ...{ batchId, position, customId },
        // Parsed from JSON: nothing in it that JSON does not have.
        request: request as object as Prisma.InputJsonObject,
      }));
      try {
        await prisma.$transaction([
          prisma.batch.createMany({ data: [{ ...batch, idempotencyKey: idempotencyKey ?? null }] }),
          prisma.batchItem.createMany({ data: items }),
        ]);
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === UNIQUE_VIOLATION) return undefined;
        throw error;
      }
      return batchId;
    },
    findByKey: (accountId: string, idempotencyKey: string): Promise<BatchModel | null> =>
      prisma.batch.findUnique({ where: { accountId_idempotencyKey: { accountId, idempotencyKey } } }),
    findBatch: (id: string): Promise<BatchModel | null> => prisma.batch.findUnique({ where: { id } }),
    /** With what became of their items; the newest first. */
    readBatches: (ids: string[]): Promise<BatchRow[]> =>
      prisma.$queryRaw<BatchRow[]>`SELECT * FROM core.read_batches(${ids}::text[])`,
    listBatchIds: async (accountId: string, rows: { skip: number; take: number }): Promise<string[]> => {
      const orderBy = [{ createdAt: 'desc' }, { id: 'desc' }] as const;
      const found = await prisma.batch.findMany({
        where: { accountId },
        orderBy: [...orderBy],
        select: { id: true },
        ...rows,
      });
      return found.map(({ id }) => id);
    },
    countBatches: (accountId: string): Promise<number> => prisma.batch.count({ where: { accountId } }),
    countUnfinished: (accountId: string): Promise<number> =>
      prisma.batch.count({ where: { accountId, endedAt: null } }),
    async startCancel(accountId: string, id: string): Promise<void> {
      await prisma.batch.updateMany({ where: { id, accountId, state: 'running' }, data: { state: 'cancelling' } });
    },
  };
}

/** What the feeder asks and writes of whole batches. */
function feedQueries(prisma: PrismaClient) {
  return {
    /** Of all accounts, the oldest first. */
    listUnfinishedIds: async (limit: number): Promise<string[]> => {
      const where = { endedAt: null };
      const found = await prisma.batch.findMany({
        where,
        orderBy: { createdAt: 'asc' },
        take: limit,
        select: { id: true },
      });
      return found.map(({ id }) => id);
    },
    /** Ends a batch once; its webhook is owed a delivery by the same statement. Answers whether it did. */
    async endBatch(id: string, state: 'completed' | 'cancelled'): Promise<boolean> {
      const where = { id, endedAt: null };
      return (await prisma.batch.updateMany({ where, data: { state, endedAt: new Date() } })).count === 1;
    },
    /** As who the calls are made; undefined once the key that sent the batch is revoked. */
    async findCaller({ accountId, userId, apiKeyId }: BatchModel): Promise<Identity | undefined> {
      if (apiKeyId === null) return { accountId, userId, role: 'user' };
      const key = await prisma.apiKey.findFirst({ where: { id: apiKeyId, revokedAt: null } });
      if (!key || (key.expiresAt !== null && key.expiresAt <= new Date())) return undefined;
      const keyLimits = {
        ...(key.requestsPerMinute !== null && { requestsPerMinute: key.requestsPerMinute }),
        ...(key.tokensPerMinute !== null && { tokensPerMinute: key.tokensPerMinute }),
      };
      const { fallbackModels } = key;
      return { accountId, userId, role: 'user', apiKeyId, keyLimits, fallbackModels };
    },
    readAccount: (id: string): Promise<Account | null> =>
      prisma.creditAccount.findUnique({ where: { id }, select: { currentBalance: true, available: true, held: true } }),
  };
}

function itemQueries(prisma: PrismaClient) {
  const keyOf = ({ batchId, position }: BatchItem) => ({ batchId, position });
  return {
    listItems: (batchId: string, afterPosition: number, take: number): Promise<BatchItemModel[]> =>
      prisma.batchItem.findMany({
        where: { batchId, position: { gt: afterPosition } },
        orderBy: { position: 'asc' },
        take,
      }),
    listItemsIn: (batchId: string, state: 'waiting' | 'running', take: number): Promise<BatchItemModel[]> =>
      prisma.batchItem.findMany({ where: { batchId, state }, orderBy: { position: 'asc' }, take }),
    async sumCosts(batchId: string): Promise<bigint> {
      return (
        (await prisma.batchItem.aggregate({ where: { batchId }, _sum: { costMicros: true } }))._sum.costMicros ?? 0n
      );
    },
    /**
     * Gives an item the run under which it is admitted, or the one that it has, whoever gave it. Undefined when it has ended.
     */
    async takeItem(item: BatchItem): Promise<string | undefined> {
      const [taken] = await prisma.$queryRaw<{ runId: string }[]>`
        UPDATE core."BatchItem" SET state = 'running', "runId" = coalesce("runId", ${newId('run')})
        WHERE "batchId" = ${item.batchId} AND position = ${item.position} AND state IN ('waiting', 'running')
        RETURNING "runId"`;
      return taken?.runId;
    },
    /** Lets an item wait again: under its run, or under another when that one is used up. */
    async giveBack(item: BatchItem, { isRunUsedUp }: { isRunUsedUp: boolean }): Promise<void> {
      const data = { state: 'waiting', ...(isRunUsedUp && { runId: null }) };
      await prisma.batchItem.updateMany({ where: { ...keyOf(item), state: 'running' }, data });
    },
    async endItem(item: BatchItem, end: ItemEnd): Promise<void> {
      await prisma.$executeRaw`
        UPDATE core."BatchItem"
        SET state = ${end.state}, request = NULL, "costMicros" = ${end.costMicros ?? null}::bigint,
            "errorCode" = ${end.errorCode ?? null}, "errorDetail" = ${end.errorDetail ?? null}
        WHERE "batchId" = ${item.batchId} AND position = ${item.position} AND state IN ('waiting', 'running')`;
    },
    /** What was not begun is not begun any more. */
    async endWaiting(batchId: string, end: ItemEnd): Promise<void> {
      await prisma.$executeRaw`
        UPDATE core."BatchItem"
        SET state = ${end.state}, request = NULL, "errorCode" = ${end.errorCode ?? null},
            "errorDetail" = ${end.errorDetail ?? null}
        WHERE "batchId" = ${batchId} AND state = 'waiting'`;
    },
  };
}
