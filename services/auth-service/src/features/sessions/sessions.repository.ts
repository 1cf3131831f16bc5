import type { PrismaClient } from '@smart-ai-hub/database';

export type NewSession = { id: string; userId: string; tokenHash: string; userAgent: string | undefined };

export type RotationResult =
  /** `isSuccessor`: the given next token is the session's current one, whoever rotated to it. */
  | { outcome: 'current'; userId: string; isSuccessor: boolean }
  /** An older token was shown: the session has just been ended. */
  | { outcome: 'replayed' }
  | { outcome: 'ended' };

export type SessionsRepository = {
  createSession(session: NewSession): Promise<void>;
  rotate(input: { sessionId: string; presentedHash: string; nextHash: string }): Promise<RotationResult>;
  /** Also when the session has ended before, or never existed. */
  endSession(sessionId: string): Promise<void>;
};

const IDLE_DAYS = 30;
const DAY_MS = 86_400_000;

export function createSessionsRepository(prisma: PrismaClient): SessionsRepository {
  return {
    createSession: async ({ id, userId, tokenHash, userAgent }) => {
      const expiresAt = new Date(Date.now() + IDLE_DAYS * DAY_MS);
      const data = { id, userId, currentTokenHash: tokenHash, expiresAt, userAgent: userAgent?.slice(0, 300) ?? null };
      await prisma.session.create({ data, select: { id: true } });
    },
    rotate: async ({ sessionId, presentedHash, nextHash }) => {
      const [row] = await rotateInOneStatement(prisma, sessionId, presentedHash, nextHash);
      if (row === undefined) return { outcome: 'ended' };
      if (row.isReplay) return { outcome: 'replayed' };
      return { outcome: 'current', userId: row.userId, isSuccessor: row.isSuccessor };
    },
    endSession: async (sessionId) => {
      await prisma.session.updateMany({ where: { id: sessionId, revokedAt: null }, data: { revokedAt: new Date() } });
    },
  };
}

type RotatedRow = { userId: string; isReplay: boolean; isSuccessor: boolean };

/**
 * The current token moves on; its direct predecessor is still good for ten seconds (tabs that refreshed at the same time, an
 * answer that got lost); any older one ends the session. One statement, so that of many at once exactly one rotates: the
 * others wait for the row and then judge its new version. A session ends after 30 idle days, and after 90 days at all.
 */
function rotateInOneStatement(prisma: PrismaClient, sessionId: string, presentedHash: string, nextHash: string) {
  return prisma.$queryRaw<RotatedRow[]>`
    UPDATE auth."Session" SET
      "currentTokenHash" = CASE WHEN "currentTokenHash" = ${presentedHash} THEN ${nextHash} ELSE "currentTokenHash" END,
      "previousTokenHash" = CASE WHEN "currentTokenHash" = ${presentedHash} THEN ${presentedHash} ELSE "previousTokenHash" END,
      "rotatedAt" = CASE WHEN "currentTokenHash" = ${presentedHash} THEN now() ELSE "rotatedAt" END,
      "expiresAt" = CASE WHEN "currentTokenHash" = ${presentedHash}
        THEN least(now() + interval '30 days', "createdAt" + interval '90 days') ELSE "expiresAt" END,
      "revokedAt" = CASE WHEN "currentTokenHash" = ${presentedHash}
        OR ("previousTokenHash" = ${presentedHash} AND "rotatedAt" > now() - interval '10 seconds') THEN NULL ELSE now() END
    WHERE id = ${sessionId} AND "revokedAt" IS NULL AND "expiresAt" > now()
    RETURNING "userId", "revokedAt" IS NOT NULL AS "isReplay", "currentTokenHash" = ${nextHash} AS "isSuccessor"`;
}
