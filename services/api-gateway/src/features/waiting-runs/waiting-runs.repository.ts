import type { PrismaClient } from '@smart-ai-hub/database';

/** How long the oldest run has been waiting that no worker has taken yet, in seconds by the clock of the database; 0 while none waits. */
export async function readOldestWaitSeconds(prisma: PrismaClient): Promise<number> {
  const [row] = await prisma.$queryRaw<{ seconds: number }[]>`
    SELECT coalesce(extract(epoch FROM now() - min("createdAt")), 0)::float8 AS seconds
    FROM core."Run" WHERE "endedAt" IS NULL AND state = 'queued'`;
  return Math.max(0, row?.seconds ?? 0);
}
