import { createPrismaClient, prismaExecutor } from '@smart-ai-hub/database';
import { createTestDatabase } from '@smart-ai-hub/testing';
import { describe, expect, it } from '@jest/globals';
import { classifyDatabaseFailure } from './database-failure.ts';

/** What a statement fails with that is sent through Prisma. */
async function failureOf(url: string, sql: string): Promise<unknown> {
  const prisma = createPrismaClient({ url });
  try {
    return await prismaExecutor(prisma).query(sql, []);
  } catch (error) {
    return error;
  } finally {
    await prisma.$disconnect();
  }
}

describe('a failure that Prisma tells', () => {
  it('is classified by what PostgreSQL said, or by its silence', async () => {
    const database = await createTestDatabase();
    const failures = [
      await failureOf(database.url, 'SELECT pg_terminate_backend(pg_backend_pid())'),
      await failureOf('postgresql://nobody@127.0.0.1:1/nothing', 'SELECT 1'),
      await failureOf(database.url, `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'serialization_failure'; END $$`),
      await failureOf(database.url, 'SELECT 1 / 0'),
    ];
    await database.drop();
    expect(failures.map(classifyDatabaseFailure)).toEqual(['unavailable', 'unavailable', 'retry', 'refused']);
  });
});
