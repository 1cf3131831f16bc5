import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';

let fixture: WorkerFixture;
beforeAll(async () => {
  fixture = await createWorkerFixture();
  await fixture.owner.query(
    `INSERT INTO core."Webhook" (id, "accountId", url, events) VALUES ('whk_1', 'acc_1', 'https://example.com', '{run.completed}')`,
  );
});
afterAll(() => fixture.close());

describe('the log of deliveries', () => {
  it('is forgotten when it is old, with its attempts, also more than one statement takes, and no younger one is', async () => {
    await fixture.owner.query(
      `INSERT INTO core."WebhookDelivery" (id, "webhookId", "accountId", event, "subjectId", state, "nextAttemptAt", "createdAt")
       SELECT 'msg_' || n, 'whk_1', 'acc_1', 'run.completed', 'run_1', 'delivered', NULL,
              now() - CASE WHEN n <= 1500 THEN interval '31 days' ELSE interval '29 days' END
       FROM generate_series(1, 1502) n`,
    );
    await fixture.owner.query(`INSERT INTO core."WebhookAttempt" VALUES ('msg_1', 1, now(), 1, 200, NULL, 'fine')`);
    expect(await fixture.deps.deliveries.forgetOld(30)).toBe(1_500);
    const { rows } = await fixture.owner.query('SELECT id FROM core."WebhookDelivery" ORDER BY id');
    expect(rows).toEqual([{ id: 'msg_1501' }, { id: 'msg_1502' }]);
    expect((await fixture.owner.query('SELECT 1 FROM core."WebhookAttempt"')).rows).toEqual([]);
  });
});
