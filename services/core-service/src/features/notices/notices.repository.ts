import type { NoticeModel, PrismaClient } from '@smart-ai-hub/database';
import { type Page, rowsOf } from '../page.ts';

export type Wishes = { lowBalanceMicros: bigint | null; mailsNotices: boolean };
export type DueMail = { id: string; accountId: string; kind: string; facts: unknown; attempts: number };
export type Recipient = { email: string; firstName: string | null };

/** Every method but those of the mailer takes the account first. */
export type NoticesRepository = {
  list(accountId: string, page: Page): Promise<NoticeModel[]>;
  count(accountId: string): Promise<number>;
  countUnread(accountId: string): Promise<number>;
  markRead(accountId: string): Promise<void>;
  /** False for a notice that the account does not have. */
  remove(accountId: string, id: string): Promise<boolean>;
  readWishes(accountId: string): Promise<Wishes | null>;
  setWishes(accountId: string, wishes: Wishes): Promise<void>;
  claimMails(limit: number, leaseMs: number): Promise<DueMail[]>;
  endMail(id: string, end: { state: 'sent' | 'failed' } | { state: 'pending'; delayMs: number }): Promise<void>;
  /** Undefined when the person was deleted. */
  findRecipient(accountId: string): Promise<Recipient | undefined>;
};

export function createNoticesRepository(prisma: PrismaClient): NoticesRepository {
  return {
    list: (accountId, page) =>
      prisma.notice.findMany({
        where: { accountId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        ...rowsOf(page),
      }),
    count: (accountId) => prisma.notice.count({ where: { accountId } }),
    countUnread: (accountId) => prisma.notice.count({ where: { accountId, readAt: null } }),
    async markRead(accountId) {
      await prisma.notice.updateMany({ where: { accountId, readAt: null }, data: { readAt: new Date() } });
    },
    remove: async (accountId, id) => (await prisma.notice.deleteMany({ where: { accountId, id } })).count > 0,
    readWishes: (id) =>
      prisma.creditAccount.findUnique({ where: { id }, select: { lowBalanceMicros: true, mailsNotices: true } }),
    async setWishes(accountId, { lowBalanceMicros, mailsNotices }) {
      await prisma.$executeRaw`SELECT core.set_notice_wishes(${accountId}, ${lowBalanceMicros}, ${mailsNotices})`;
    },
    claimMails: (limit, leaseMs) => prisma.$queryRaw`SELECT * FROM core.claim_mails(${limit}::int, ${BigInt(leaseMs)})`,
    async endMail(id, end) {
      const delayMs = BigInt(end.state === 'pending' ? end.delayMs : 0);
      await prisma.$executeRaw`SELECT core.end_mail(${id}, ${end.state}, ${delayMs})`;
    },
    async findRecipient(accountId) {
      const [contact] = await prisma.$queryRaw<Recipient[]>`
        SELECT email, "firstName" FROM core.find_contacts(NULL, ARRAY[${accountId}])`;
      return contact;
    },
  };
}
