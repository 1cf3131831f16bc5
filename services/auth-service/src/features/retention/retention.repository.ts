import type { PrismaClient } from '@smart-ai-hub/database';

/** Each deletes at most so many rows whose time is over, and answers how many. */
export type RetentionRepository = {
  deleteSessions(keepDays: number, maxRows: number): Promise<number>;
  deleteFormerEmails(keepDays: number, maxRows: number): Promise<number>;
};

/** Rows that another replica is deleting are passed over. */
export function createRetentionRepository(prisma: PrismaClient): RetentionRepository {
  return {
    // A session that was revoked is forgotten when it would have expired: what happened to it is the answer to a replayed token.
    deleteSessions: (keepDays, maxRows) => prisma.$executeRaw`
      DELETE FROM auth."Session" WHERE id IN (
        SELECT id FROM auth."Session" WHERE "expiresAt" < now() - ${keepDays}::int * interval '1 day'
        ORDER BY "expiresAt" LIMIT ${maxRows} FOR UPDATE SKIP LOCKED)`,
    deleteFormerEmails: (keepDays, maxRows) => prisma.$executeRaw`
      DELETE FROM auth."FormerEmail" WHERE hash IN (
        SELECT hash FROM auth."FormerEmail" WHERE "forgottenAt" < now() - ${keepDays}::int * interval '1 day'
        ORDER BY "forgottenAt" LIMIT ${maxRows} FOR UPDATE SKIP LOCKED)`,
  };
}
