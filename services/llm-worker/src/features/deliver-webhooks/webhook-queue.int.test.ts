import { createSeverableRedis, createTestRedis, eventually } from '@smart-ai-hub/testing';
import { expect, it } from '@jest/globals';
import { createWebhookQueue } from './webhook-queue.ts';

it('the queue of webhooks is closed in a moment while Redis is away, so that no worker stays for it', async () => {
  const testRedis = await createTestRedis();
  const { redis, sever } = await createSeverableRedis(testRedis.url);
  const queue = createWebhookQueue({ redis, deliver: () => Promise.resolve(), onError: () => undefined });
  sever();
  await eventually(() => redis.status === 'reconnecting');
  const leftAt = performance.now();
  await queue.close();
  expect(performance.now() - leftAt).toBeLessThan(10_000);
  redis.disconnect();
  await testRedis.drop();
}, 60_000);
