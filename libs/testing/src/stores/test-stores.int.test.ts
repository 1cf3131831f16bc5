import { afterAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { createTestRedis } from './test-redis.ts';

async function queryOnce(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  const databases: TestDatabase[] = [];
  const create = async (): Promise<TestDatabase> => {
    const database = await createTestDatabase();
    databases.push(database);
    return database;
  };
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  it('is migrated', async () => {
    const { url } = await create();
    const rows = await queryOnce(
      url,
      `SELECT count(*)::int AS tables FROM information_schema.tables WHERE table_schema IN ('auth', 'core')`,
    );
    expect(rows[0]?.['tables']).toBeGreaterThan(5);
  });

  it('does not see what another one holds', async () => {
    const [one, other] = await Promise.all([create(), create()]);
    await queryOnce(one.url, 'CREATE TABLE only_here (id int)');
    await expect(queryOnce(other.url, 'SELECT * FROM only_here')).rejects.toThrow(/does not exist/);
  });

  it('gives each role only its own rights', async () => {
    const { urlFor } = await create();
    expect(await queryOnce(urlFor('hub_gateway'), 'SELECT current_user AS role')).toEqual([{ role: 'hub_gateway' }]);
    await expect(queryOnce(urlFor('hub_gateway'), 'CREATE TABLE core.mine (id int)')).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('a test Redis', () => {
  it('is empty, and hidden from the next one', async () => {
    const [one, other] = [await createTestRedis(), await createTestRedis()];
    const [client, otherClient] = [new Redis(one.url), new Redis(other.url)];
    await client.set('key', 'value');
    expect(await otherClient.get('key')).toBeNull();
    await one.drop();
    expect(await client.dbsize()).toBe(0);
    client.disconnect();
    otherClient.disconnect();
  });
});
