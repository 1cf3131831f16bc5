import { newId, webhookBodySchema } from '@smart-ai-hub/contracts';
import { openAccount } from '@smart-ai-hub/ledger';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { addWebhook } from '../../fixtures/add-webhook.ts';
import { type Receiver, startReceiver } from '../../fixtures/receiver.ts';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { startWebhooks } from './start-webhooks.ts';

let fixture: WorkerFixture;
let receiver: Receiver;
beforeAll(async () => {
  [fixture, receiver] = await Promise.all([createWorkerFixture(), startReceiver()]);
});
afterAll(async () => {
  await Promise.all([fixture.close(), receiver.close()]);
});

const ENDS = [
  { state: 'succeeded', costMicros: 1_500 },
  { state: 'succeeded', costMicros: 500 },
  { state: 'failed', costMicros: null },
];

/** A batch as a gateway leaves it when its last call has ended, with the webhook that is to hear of it. */
async function endBatch(told: string | null): Promise<{ id: string; secret: string }> {
  const [id, accountId, userId] = [newId('bat'), newId('acc'), newId('usr')];
  await openAccount(fixture.owner, { accountId, userId, welcomeMicros: 1n });
  const { secret } = await addWebhook(fixture.owner, { accountId, url: receiver.url, events: ['batch.completed'] });
  await fixture.owner.query(
    `INSERT INTO core."Batch" (id, "accountId", "userId", webhook, "capMicros", "requestHash")
     VALUES ($1, $2, $3, $4, 5000000, '')`,
    [id, accountId, userId, told],
  );
  for (const [position, { state, costMicros }] of ENDS.entries()) {
    await fixture.owner.query(
      `INSERT INTO core."BatchItem" ("batchId", position, "customId", state, "costMicros") VALUES ($1, $2, $3, $4, $5)`,
      [id, position, `private-${position}`, state, costMicros],
    );
  }
  await fixture.owner.query(`UPDATE core."Batch" SET state = 'completed', "endedAt" = now() WHERE id = $1`, [id]);
  return { id, secret };
}

describe('the end of a batch', () => {
  it('is told to its account’s webhook once, signed, with its counts and its cost, and without a word of its calls', async () => {
    const failures: unknown[] = [];
    const untold = await endBatch(null);
    const { id, secret } = await endBatch('all');
    const webhooks = startWebhooks({ ...fixture.deps, keepDays: 30 }, (error) => failures.push(error));
    try {
      const [delivered] = await eventually(async () => {
        const { rows } = await fixture.owner.query(
          `SELECT state, attempts FROM core."WebhookDelivery" WHERE event = 'batch.completed' AND "subjectId" = ANY ($1)`,
          [[id, untold.id]],
        );
        expect(rows).toEqual([{ state: 'delivered', attempts: 1 }]);
        return receiver.received;
      });
      expect(receiver.received).toHaveLength(1);
      const { body = '', headers = {} } = delivered ?? {};
      const event = webhookBodySchema.parse(new Webhook(secret).verify(body, headers as Record<string, string>));
      expect(event).toMatchObject({
        type: 'batch.completed',
        data: {
          batch: {
            ...{ id, state: 'completed', cost: 0.002, maxCost: 5 },
            counts: { total: 3, waiting: 0, running: 0, succeeded: 2, failed: 1, cancelled: 0 },
          },
        },
      });
      expect(body).not.toContain('private');
      expect(failures).toEqual([]);
    } finally {
      await webhooks.stop();
    }
  });
});
