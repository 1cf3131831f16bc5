import type { PrismaClient } from '@smart-ai-hub/database';

export type CallWebhooksRepository = {
  hasWebhook(accountId: string, id: string): Promise<boolean>;
};

export function createCallWebhooksRepository(prisma: PrismaClient): CallWebhooksRepository {
  return {
    // The gateway's role sees no more of a webhook than this.
    hasWebhook: async (accountId, id) =>
      (await prisma.webhook.findFirst({ where: { id, accountId }, select: { id: true } })) !== null,
  };
}
