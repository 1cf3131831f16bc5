import { join } from 'node:path';
import { z } from 'zod';

const storesSchema = z.object({
  /** A superuser's URL, to the database `postgres`. */
  postgresUrl: z.string(),
  /** The migrated database that test databases are cloned from. */
  template: z.string(),
  redisUrl: z.string(),
  redisDatabases: z.int().min(2),
});

/** How the processes of one test run find the stores that its set-up started. */
export type TestStoreAddresses = z.infer<typeof storesSchema>;

const VARIABLE = 'TEST_STORES';
const repository = join(import.meta.dirname, '../../..');

export const testConfig = {
  repository,
  /** What a product that is started for a test inherits. */
  hostEnvironment: process.env,
  storesFolder: process.env['TEST_STORES_DIR'] ?? join(repository, '.data/test-stores'),
  cacheFolder: join(repository, '.data/cache'),
  /** For the programs that a test run starts. */
  host: process.env,
  chromiumPath: process.env['CHROMIUM_PATH'],
  /** A folder for pictures of the pages that browser tests look at; none are made without it. */
  screenshots: process.env['SCREENSHOTS'],
  /** The same seed makes the same requests; as many as `runs` of each kind for each operation. */
  fuzz: { seed: Number(process.env['FUZZ_SEED'] ?? 20_261_125), runs: Number(process.env['FUZZ_RUNS'] ?? 30) },
  /** A PostgreSQL to test against in place of the embedded one: a superuser's URL. */
  postgresUrl: process.env['TEST_DATABASE_URL'],
  /** A Redis to test against in place of the embedded one. Its databases 1 to 15 are emptied. */
  redisUrl: process.env['TEST_REDIS_URL'],
};

/** Children of the process that called it, the workers of jest, inherit the addresses. */
export function publishAddresses(addresses: TestStoreAddresses): void {
  process.env[VARIABLE] = JSON.stringify(addresses);
}

export function readAddresses(): TestStoreAddresses {
  const text = process.env[VARIABLE];
  if (text === undefined)
    throw new Error('No test stores: name the file *.int.test.ts or *.browser.test.ts, so that jest starts them.');
  return storesSchema.parse(JSON.parse(text));
}
