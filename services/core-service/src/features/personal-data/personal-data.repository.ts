import type {
  AutoTopUpModel,
  BatchModel,
  CreditAccountModel,
  NoticeModel,
  PaymentModel,
  PrismaClient,
  WebhookModel,
} from '@smart-ai-hub/database';
import type { KeptContentRow } from '../run-contents/run-contents.repository.ts';

/** What schema auth has of a person. */
export type PersonRecord = { profile: object; apiKeys: object[]; sessions: object[] };
export type RedeemedCode = { code: string; state: string; amountMicros: bigint | null; createdAt: Date };
export type ExportedBatch = Pick<BatchModel, 'id' | 'state' | 'createdAt' | 'endedAt'> & {
  items: { customId: string; state: string; runId: string | null }[];
};

/** Every method takes the account first. */
export type PersonalDataRepository = {
  /** Undefined when the person was deleted. */
  readPerson(accountId: string): Promise<PersonRecord | undefined>;
  findAccount(accountId: string): Promise<CreditAccountModel | null>;
  findAutoTopUp(accountId: string): Promise<AutoTopUpModel | null>;
  listWebhooks(accountId: string): Promise<WebhookModel[]>;
  listRedeemedCodes(accountId: string): Promise<RedeemedCode[]>;
  listNotices(accountId: string): Promise<NoticeModel[]>;
  listPayments(accountId: string): Promise<PaymentModel[]>;
  /** Oldest first, `BATCHES_AT_ONCE` at a time. */
  readBatches(accountId: string, last: ExportedBatch | undefined): Promise<ExportedBatch[]>;
  /** Oldest first, `CONTENTS_AT_ONCE` at a time. */
  readContents(accountId: string, last: KeptContentRow | undefined): Promise<KeptContentRow[]>;
};

/** Each can have a thousand items. */
export const BATCHES_AT_ONCE = 10;
/** Each can have half a megabyte. */
export const CONTENTS_AT_ONCE = 20;

const oldestFirst = [{ createdAt: 'asc' }, { id: 'asc' }] as const;

export function createPersonalDataRepository(prisma: PrismaClient): PersonalDataRepository {
  return {
    async readPerson(accountId) {
      const [row] = await prisma.$queryRaw<{ person: PersonRecord | null }[]>`
        SELECT core.read_person(${accountId}) AS person`;
      return row?.person ?? undefined;
    },
    findAccount: (id) => prisma.creditAccount.findUnique({ where: { id } }),
    findAutoTopUp: (accountId) => prisma.autoTopUp.findUnique({ where: { accountId } }),
    listWebhooks: (accountId) => prisma.webhook.findMany({ where: { accountId }, orderBy: [...oldestFirst] }),
    listRedeemedCodes: (accountId) => prisma.$queryRaw<RedeemedCode[]>`
      SELECT c.code, u.state, u."amountMicros", u."createdAt"
      FROM core."PromoCodeUsage" u JOIN core."PromoCode" c ON c.id = u."promoCodeId"
      WHERE u."accountId" = ${accountId} ORDER BY u."createdAt", u.id`,
    listNotices: (accountId) => prisma.notice.findMany({ where: { accountId }, orderBy: [...oldestFirst] }),
    listPayments: (accountId) => prisma.payment.findMany({ where: { accountId }, orderBy: [...oldestFirst] }),
    readBatches: (accountId, last) =>
      prisma.batch.findMany({
        where: {
          accountId,
          ...(last && {
            createdAt: { gte: last.createdAt },
            OR: [{ createdAt: { gt: last.createdAt } }, { id: { gt: last.id } }],
          }),
        },
        orderBy: [...oldestFirst],
        take: BATCHES_AT_ONCE,
        select: {
          ...{ id: true, state: true, createdAt: true, endedAt: true },
          items: { orderBy: { position: 'asc' }, select: { customId: true, state: true, runId: true } },
        },
      }),
    readContents: (accountId, last) => prisma.$queryRaw<KeptContentRow[]>`
      SELECT c."runId", c.request, c.answer, c."isCut", c."keptAt",
             c."keptAt" + w."keepDays" * interval '1 day' AS "forgottenAt"
      FROM core."RunContent" c JOIN core."ContentRetention" w USING ("accountId")
      WHERE c."accountId" = ${accountId} AND c."keptAt" >= core.content_limit(w)
        AND (c."keptAt", c."runId") > (${last?.keptAt ?? new Date(0)}::timestamptz, ${last?.runId ?? ''})
      ORDER BY c."keptAt", c."runId" LIMIT ${CONTENTS_AT_ONCE}`,
  };
}
