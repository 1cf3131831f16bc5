import type { PrismaClient } from '@smart-ai-hub/database';

/** What is kept of a run, as JSON. */
export type KeptContent = { runId: string; request: string; answer: string; isCut: boolean };

export type RunContentsRepository = {
  /** The accounts that have asked for prompts and answers to be kept. */
  listWishes(): Promise<string[]>;
  /** False where its account does not want it now, or did not when the call was sent. Keeping twice is keeping once. */
  keep(content: KeptContent): Promise<boolean>;
};

export function createRunContentsRepository(prisma: PrismaClient): RunContentsRepository {
  return {
    async listWishes() {
      const rows = await prisma.contentRetention.findMany({
        where: { keepDays: { not: null } },
        select: { accountId: true },
      });
      return rows.map(({ accountId }) => accountId);
    },
    async keep({ runId, request, answer, isCut }) {
      const [row] = await prisma.$queryRaw<{ isKept: boolean }[]>`
        SELECT core.keep_run_content(${runId}, ${request}, ${answer}, ${isCut}) AS "isKept"`;
      return row?.isKept === true;
    },
  };
}
