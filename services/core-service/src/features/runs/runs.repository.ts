import type { RunState } from '@smart-ai-hub/contracts';
import type { PrismaClient } from '@smart-ai-hub/database';
import { type RunRecord, type RunRow, toRunRecord } from '@smart-ai-hub/ledger';
import { type Page, rowsOf } from '../page.ts';

export type RunQuery = Page & { state?: RunState | undefined };

/** Every method takes the account first: another account's runs do not exist for it. */
export type RunsRepository = {
  /** Newest first. */
  listRuns(accountId: string, query: RunQuery): Promise<RunRecord[]>;
  countRuns(accountId: string, query: Pick<RunQuery, 'state'>): Promise<number>;
};

export function createRunsRepository(prisma: PrismaClient): RunsRepository {
  const scope = (accountId: string, state: RunState | undefined) => ({
    accountId,
    ...(state !== undefined && { state }),
  });
  return {
    async listRuns(accountId, query) {
      const rows = await prisma.run.findMany({
        where: scope(accountId, query.state),
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        ...rowsOf(query),
      });
      // Only the ledger's functions write runs: its words are in their columns.
      return rows.map((row) => toRunRecord(row as object as RunRow));
    },
    countRuns: (accountId, { state }) => prisma.run.count({ where: scope(accountId, state) }),
  };
}
