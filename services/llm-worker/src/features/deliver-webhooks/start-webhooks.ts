import { repeat } from '@smart-ai-hub/service-kit';
import type { Redis } from 'ioredis';
import { type DeliverWebhookDeps, deliverWebhook } from './deliver-webhook.ts';
import { createWebhookQueue } from './webhook-queue.ts';

export type RunningWebhooks = { stop(): Promise<void> };

const LOOK_MS = 1_000;
const FORGET_MS = 3_600_000;
const BATCH = 200;

/** Looks every second for deliveries that are due, and makes them; every worker does, and none of them twice. */
export function startWebhooks(
  deps: DeliverWebhookDeps & { redis: Redis; keepDays: number },
  onError: (error: unknown) => void,
): RunningWebhooks {
  const { redis, deliveries, webhookMetrics, keepDays } = deps;
  const queue = createWebhookQueue({ redis, deliver: (payload) => deliverWebhook(deps, payload), onError });
  const look = async () => {
    await deliveries.dropDisabled();
    await queue.add(await deliveries.listDue(BATCH));
  };
  const looking = repeat(look, LOOK_MS, onError);
  const forget = async () => {
    webhookMetrics.forgotten.inc({ rule: 'webhook_deliveries' }, await deliveries.forgetOld(keepDays));
  };
  const forgetting = repeat(forget, FORGET_MS, onError);
  return {
    async stop() {
      looking.stop();
      forgetting.stop();
      await queue.close();
    },
  };
}
