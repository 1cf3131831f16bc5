import { type ChangeWebhook, type CreateWebhook, MAX_WEBHOOKS, OLD_SECRET_HOURS, newId } from '@smart-ai-hub/contracts';
import type { PrismaClient, WebhookAttemptModel, WebhookDeliveryModel, WebhookModel } from '@smart-ai-hub/database';
import { type Page, rowsOf } from '../page.ts';

export type LoggedDelivery = WebhookDeliveryModel & { log: WebhookAttemptModel[] };

/** Every method takes the account first: another account's webhooks do not exist for it. */
export type WebhooksRepository = {
  /** Undefined when the account has as many as it may have. */
  createWebhook(accountId: string, webhook: CreateWebhook, secret: string): Promise<WebhookModel | undefined>;
  listWebhooks(accountId: string): Promise<WebhookModel[]>;
  findWebhook(accountId: string, id: string): Promise<WebhookModel | undefined>;
  changeWebhook(accountId: string, id: string, change: ChangeWebhook): Promise<boolean>;
  deleteWebhook(accountId: string, id: string): Promise<boolean>;
  /** Signs with this secret from now on, and with those before it for a day. */
  addSecret(webhookId: string, secret: string): Promise<void>;
  owe(accountId: string, delivery: Pick<WebhookDeliveryModel, 'webhookId' | 'event' | 'subjectId'>): Promise<string>;
  /** Owes a delivery once more, with its retries. Answers whether it is there. */
  oweAgain(accountId: string, webhookId: string, id: string): Promise<boolean>;
  findDelivery(accountId: string, id: string): Promise<LoggedDelivery | undefined>;
  /** The latest first. */
  listDeliveries(accountId: string, webhookId: string, page: Page): Promise<LoggedDelivery[]>;
  countDeliveries(accountId: string, webhookId: string): Promise<number>;
};

const withLog = { log: { orderBy: { number: 'asc' } } } as const;

export function createWebhooksRepository(prisma: PrismaClient): WebhooksRepository {
  return {
    ...endpointQueries(prisma),
    ...deliveryQueries(prisma),
    addSecret: (webhookId, secret) =>
      prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`
          UPDATE core."WebhookSecret" SET "expiresAt" = now() + ${OLD_SECRET_HOURS}::int * interval '1 hour'
          WHERE "webhookId" = ${webhookId} AND "expiresAt" IS NULL`;
        await transaction.webhookSecret.createMany({ data: [{ id: newId('sec'), webhookId, secret }] });
      }),
  };
}

type EndpointQueries = Pick<
  WebhooksRepository,
  'createWebhook' | 'listWebhooks' | 'findWebhook' | 'changeWebhook' | 'deleteWebhook'
>;

function endpointQueries(prisma: PrismaClient): EndpointQueries {
  return {
    async createWebhook(accountId, { url, events, description }, secret) {
      const id = newId('whk');
      const isMade = await prisma.$transaction(async (transaction) => {
        const made = await transaction.$executeRaw`
          INSERT INTO core."Webhook" (id, "accountId", url, events, description)
          SELECT ${id}, ${accountId}, ${url}, ${events}::text[], ${description}
          WHERE (SELECT count(*) FROM core."Webhook" WHERE "accountId" = ${accountId}) < ${MAX_WEBHOOKS}::int`;
        if (made === 0) return false;
        await transaction.webhookSecret.createMany({ data: [{ id: newId('sec'), webhookId: id, secret }] });
        return true;
      });
      return isMade ? prisma.webhook.findUniqueOrThrow({ where: { id } }) : undefined;
    },
    listWebhooks: (accountId) =>
      prisma.webhook.findMany({ where: { accountId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    findWebhook: async (accountId, id) => (await prisma.webhook.findFirst({ where: { id, accountId } })) ?? undefined,
    async changeWebhook(accountId, id, { url, events, description, enabled }) {
      const { count } = await prisma.webhook.updateMany({
        where: { id, accountId },
        data: {
          ...(url !== undefined && { url }),
          ...(events !== undefined && { events }),
          ...(description !== undefined && { description }),
          // Whoever enables it says that it is mended: its failures count from zero again.
          ...(enabled !== undefined && { enabled, disabledReason: null, failingSince: null }),
        },
      });
      return count === 1;
    },
    deleteWebhook: async (accountId, id) => (await prisma.webhook.deleteMany({ where: { id, accountId } })).count === 1,
  };
}

type DeliveryQueries = Pick<
  WebhooksRepository,
  'owe' | 'oweAgain' | 'findDelivery' | 'listDeliveries' | 'countDeliveries'
>;

function deliveryQueries(prisma: PrismaClient): DeliveryQueries {
  return {
    async owe(accountId, { webhookId, event, subjectId }) {
      const id = newId('msg');
      await prisma.webhookDelivery.createMany({ data: [{ id, accountId, webhookId, event, subjectId }] });
      return id;
    },
    async oweAgain(accountId, webhookId, id) {
      const { count } = await prisma.webhookDelivery.updateMany({
        where: { id, accountId, webhookId },
        data: { state: 'pending', tries: 0, nextAttemptAt: new Date() },
      });
      return count === 1;
    },
    findDelivery: async (accountId, id) =>
      (await prisma.webhookDelivery.findFirst({ where: { id, accountId }, include: withLog })) ?? undefined,
    listDeliveries: (accountId, webhookId, page) =>
      prisma.webhookDelivery.findMany({
        where: { accountId, webhookId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        include: withLog,
        ...rowsOf(page),
      }),
    countDeliveries: (accountId, webhookId) => prisma.webhookDelivery.count({ where: { accountId, webhookId } }),
  };
}
