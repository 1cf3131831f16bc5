import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@smart-ai-hub/database';
import { createMetrics } from '@smart-ai-hub/service-kit';
import type { Pool } from 'pg';
import { signUp } from '../../fixtures/accounts.ts';
import {
  createStores,
  type RunningAuthService,
  startAuthService,
  type Stores,
} from '../../fixtures/start-auth-service.ts';
import { createPrune } from './start-retention.ts';

let stores: Stores;
let service: RunningAuthService;
let owner: Pool;

beforeAll(async () => {
  stores = await createStores();
  service = await startAuthService(stores, { RETENTION_SESSIONS_DAYS: '10', RETENTION_FORMER_EMAILS_DAYS: '20' });
  owner = createPool({ url: stores.databaseUrl, max: 2 });
});
afterAll(async () => {
  await owner.end();
  await service.close();
  await stores.close();
});

describe('retention', () => {
  it('deletes sessions and hashes whose time is over, and no others', async () => {
    const person = await signUp(service.app);
    const session = `INSERT INTO auth."Session" (id, "userId", "currentTokenHash", "expiresAt") VALUES ($1, $2, $1, now() - $3 * interval '1 day')`;
    for (const days of [9, 11, 400]) await owner.query(session, [`ses_${days}`, person.user.id, days]);
    for (const days of [19, 21]) {
      await owner.query(`INSERT INTO auth."FormerEmail" VALUES ($1, now() - $2 * interval '1 day')`, [
        `hash ${days}`,
        days,
      ]);
    }
    const metrics = createMetrics({ service: 'auth-service' });
    await createPrune({ ...service.dependencies, config: service.dependencies.context.config, metrics })();
    const sessions = await owner.query<{ id: string }>(
      `SELECT id FROM auth."Session" WHERE id LIKE 'ses\\__%' AND "expiresAt" < now()`,
    );
    expect(sessions.rows.map(({ id }) => id)).toEqual(['ses_9']);
    expect((await owner.query('SELECT hash FROM auth."FormerEmail"')).rows).toEqual([{ hash: 'hash 19' }]);
    const shown = await metrics.registry.getSingleMetric('aihub_retention_deleted_rows_total')?.get();
    expect(shown?.values.map(({ labels, value }) => [labels['rule'], value])).toEqual([
      ['sessions', 2],
      ['former_emails', 1],
    ]);
  });
});
