import type { ContentRetentionModel, PrismaClient } from '@smart-ai-hub/database';

export type KeptContentRow = {
  runId: string;
  request: string;
  answer: string;
  isCut: boolean;
  keptAt: Date;
  forgottenAt: Date;
};

/** Every method but `listForgettable` takes the account first: another account's contents do not exist for it. */
export type RunContentsRepository = {
  findRetention(accountId: string): Promise<ContentRetentionModel | null>;
  /** Null: no longer. From then on nobody can read what was kept. */
  setRetention(accountId: string, userId: string, keepDays: number | null): Promise<void>;
  /** One that is too old, or whose wish was taken back, is not there, whether or not it has been deleted by now. */
  findContent(accountId: string, runId: string): Promise<KeptContentRow | undefined>;
  hasRun(accountId: string, runId: string): Promise<boolean>;
  /** False when there is none. */
  removeContent(accountId: string, runId: string): Promise<boolean>;
  /** Deletes what nobody may see any more, at most so many rows; answers how many. */
  forget(accountId: string, maxRows: number): Promise<number>;
  /** Accounts of which something is to be deleted. */
  listForgettable(limit: number): Promise<string[]>;
};

export function createRunContentsRepository(prisma: PrismaClient): RunContentsRepository {
  return {
    findRetention: (accountId) => prisma.contentRetention.findUnique({ where: { accountId } }),
    async setRetention(accountId, userId, keepDays) {
      await prisma.$executeRaw`SELECT core.set_content_retention(${accountId}, ${userId}, ${keepDays}::int)`;
    },
    async findContent(accountId, runId) {
      const [row] = await prisma.$queryRaw<KeptContentRow[]>`
        SELECT c."runId", c.request, c.answer, c."isCut", c."keptAt",
               c."keptAt" + w."keepDays" * interval '1 day' AS "forgottenAt"
        FROM core."RunContent" c JOIN core."ContentRetention" w USING ("accountId")
        WHERE c."runId" = ${runId} AND c."accountId" = ${accountId} AND c."keptAt" >= core.content_limit(w)`;
      return row;
    },
    hasRun: async (accountId, id) =>
      (await prisma.run.findFirst({ where: { id, accountId }, select: { id: true } })) !== null,
    removeContent: async (accountId, runId) =>
      (await prisma.runContent.deleteMany({ where: { runId, accountId } })).count > 0,
    async forget(accountId, maxRows) {
      const [row] = await prisma.$queryRaw<{ count: number }[]>`
        SELECT core.forget_run_contents(${accountId}, ${maxRows}::int) AS count`;
      return row?.count ?? 0;
    },
    async listForgettable(limit) {
      const rows = await prisma.$queryRaw<{ accountId: string }[]>`
        SELECT w."accountId" FROM core."ContentRetention" w
        WHERE w."forgetBefore" IS NOT NULL
           OR EXISTS (SELECT 1 FROM core."RunContent" c
                      WHERE c."accountId" = w."accountId" AND c."keptAt" < core.content_limit(w))
        LIMIT ${limit}`;
      return rows.map(({ accountId }) => accountId);
    },
  };
}
