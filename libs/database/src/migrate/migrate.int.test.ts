import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@smart-ai-hub/testing';
import { dropDatabase } from '../schema-engine/database-command.ts';

const program = join(import.meta.dirname, 'main.ts');

async function migrate(env: Record<string, string>): Promise<{ code: unknown; output: string }> {
  const child = spawn(process.execPath, [program], { env: { PATH: process.env['PATH'], ...env } });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, output };
}

describe('the program of the image database-migrations', () => {
  let database: TestDatabase;
  let url: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    const own = new URL(database.url);
    own.pathname = `/migrate_${randomUUID().replaceAll('-', '')}`;
    url = own.href;
  });
  afterAll(async () => {
    await dropDatabase(url);
    await database.drop();
  });

  it('migrates an empty server, two at once, and then finds nothing to do', async () => {
    const both = await Promise.all([migrate({ DATABASE_URL: url }), migrate({ DATABASE_URL: url })]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const third = await migrate({ DATABASE_URL: url });
    expect(third).toMatchObject({ code: 0, output: expect.stringContaining('nothing to apply') });
  }, 60_000);

  it('waits for a server that is not there yet, and gives up with 1 at its deadline', async () => {
    const settings = { DATABASE_URL: 'postgres://127.0.0.1:1/none', MIGRATION_CONNECT_TIMEOUT_MS: '1200' };
    const startedAt = Date.now();
    const { code, output } = await migrate(settings);
    expect(code).toBe(1);
    expect(output).toMatch(/"level":"fatal".*ECONNREFUSED/);
    expect(Date.now() - startedAt).toBeGreaterThan(1_200);
  }, 30_000);

  it('does not wait where waiting does not help: a wrong password', async () => {
    const wrong = new URL(url);
    wrong.username = 'nobody_known';
    const { code, output } = await migrate({ DATABASE_URL: wrong.href });
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('nobody_known') });
  }, 30_000);

  it('says what to set when nothing is set', async () => {
    expect(await migrate({})).toMatchObject({ code: 1, output: expect.stringContaining('DATABASE_URL is not set') });
  });
});
