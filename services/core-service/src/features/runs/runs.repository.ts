import { creditsToMicros, type RunFilter } from '@smart-ai-hub/contracts';
import type { Prisma, PrismaClient } from '@smart-ai-hub/database';
import { type RunRecord, type RunRow, toRunRecord } from '@smart-ai-hub/ledger';
import { SESSION } from '../calls-of-sessions.ts';
import { type Page, rowsOf } from '../page.ts';

export type RunQuery = Page & RunFilter;

/** Where a call stands in the history of its account. */
type Place = Pick<RunRecord, 'createdAt' | 'id'>;

/** Every method takes the account first: another account's runs do not exist for it. */
export type RunsRepository = {
  /** Newest first. */
  listRuns(accountId: string, query: RunQuery): Promise<RunRecord[]>;
  countRuns(accountId: string, filter: RunFilter): Promise<number>;
  /** Oldest first, a few at a time: those after `last`, which is the last of the batch before. */
  readBatch(accountId: string, filter: RunFilter, last: Place | undefined): Promise<RunRecord[]>;
};

export const BATCH_ROWS = 500;

export function createRunsRepository(prisma: PrismaClient): RunsRepository {
  // Only the ledger's functions write runs: its words are in their columns.
  const toRecords = (rows: object[]) => rows.map((row) => toRunRecord(row as RunRow));
  return {
    listRuns: async (accountId, query) =>
      toRecords(
        await prisma.run.findMany({
          where: scope(accountId, query),
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          ...rowsOf(query),
        }),
      ),
    countRuns: (accountId, filter) => prisma.run.count({ where: scope(accountId, filter) }),
    readBatch: async (accountId, filter, last) =>
      toRecords(
        await prisma.run.findMany({
          where: { AND: [scope(accountId, filter), last === undefined ? {} : behind(last)] },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
          take: BATCH_ROWS,
        }),
      ),
  };
}

function scope(accountId: string, filter: RunFilter): Prisma.RunWhereInput {
  const { state, model, keyId, errorCode, from, to, minCost } = filter;
  return {
    accountId,
    ...(state !== undefined && { state }),
    ...(model !== undefined && { model }),
    ...(keyId !== undefined && { apiKeyId: keyId === SESSION ? null : keyId }),
    ...(errorCode !== undefined && { errorCode }),
    ...(minCost !== undefined && { costMicros: { gte: creditsToMicros(minCost) } }),
    ...((from !== undefined || to !== undefined) && {
      createdAt: { ...(from !== undefined && { gte: new Date(from) }), ...(to !== undefined && { lt: new Date(to) }) },
    }),
  };
}

/** The first condition lets the index begin there; the second leaves out what stands at the very same moment, but before. */
const behind = ({ createdAt, id }: Place): Prisma.RunWhereInput => ({
  createdAt: { gte: createdAt },
  OR: [{ createdAt: { gt: createdAt } }, { id: { gt: id } }],
});
