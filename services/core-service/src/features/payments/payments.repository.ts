import { type CreditPackage, creditsToMicros, newId } from '@smart-ai-hub/contracts';
import { type PaymentModel, type PrismaClient, prismaExecutor } from '@smart-ai-hub/database';
import {
  type CreditPaymentInput,
  type CreditPaymentOutcome,
  type ReversePaymentInput,
  type ReversePaymentOutcome,
  collectDebts,
  creditPayment,
  endPayment,
  reversePayment,
} from '@smart-ai-hub/ledger';
import { type Page, rowsOf } from '../page.ts';

export type OpenPayment = { accountId: string; userId: string; creditPackage: CreditPackage; livemode: boolean };

export type AllPaymentsQuery = Page & {
  accountId?: string | undefined;
  state?: string | undefined;
  problems?: boolean | undefined;
  /** Those with this id of ours or of Stripe's, and those of these accounts. */
  named?: { id: string; accountIds: string[] } | undefined;
};

/** What Stripe calls a payment, and what we call it. */
export type PaymentNames = {
  paymentId?: string | undefined;
  sessionId?: string | undefined;
  paymentIntentId?: string | undefined;
};

export type PaymentsRepository = {
  /** Writes down what is to be bought, before Stripe hears of it. Answers the id. */
  openPayment(payment: OpenPayment): Promise<string>;
  noteSession(paymentId: string, sessionId: string): Promise<void>;
  listPayments(accountId: string, page: Page): Promise<PaymentModel[]>;
  countPayments(accountId: string): Promise<number>;
  /** Of all accounts, for administrators. */
  listAllPayments(query: AllPaymentsQuery): Promise<PaymentModel[]>;
  countAllPayments(query: AllPaymentsQuery): Promise<number>;
  listPending(accountId: string): Promise<PaymentModel[]>;
  /** Of any account, by whichever of its names is known. */
  findPayment(names: PaymentNames): Promise<PaymentModel | undefined>;
  /** Pending payments that no event has told of for a while; each is handed out again only later. */
  takeDueChecks(limit: number): Promise<PaymentModel[]>;
  credit(input: CreditPaymentInput): Promise<CreditPaymentOutcome>;
  reverse(input: ReversePaymentInput): Promise<ReversePaymentOutcome>;
  end(paymentId: string, state: 'expired' | 'failed'): Promise<boolean>;
  collectDebts(maxAccounts: number): Promise<number>;
};

const FIRST_CHECK_MINUTES = 10;
const MAX_CHECK_HOURS = 6;

export function createPaymentsRepository(prisma: PrismaClient): PaymentsRepository {
  const executor = prismaExecutor(prisma);
  return {
    ...readQueries(prisma),
    async openPayment({ accountId, userId, creditPackage, livemode }) {
      const id = newId('pay');
      await prisma.$executeRaw`
        INSERT INTO core."Payment" (id, "accountId", "userId", "packageId", "creditsMicros", "amountCents", livemode, "nextCheckAt")
        VALUES (${id}, ${accountId}, ${userId}, ${creditPackage.id}, ${creditsToMicros(creditPackage.credits)},
                ${creditPackage.priceCents}, ${livemode}, now() + ${FIRST_CHECK_MINUTES}::int * interval '1 minute')`;
      return id;
    },
    async noteSession(paymentId, sessionId) {
      await prisma.$executeRaw`
        UPDATE core."Payment" SET "sessionId" = ${sessionId} WHERE id = ${paymentId} AND "sessionId" IS NULL`;
    },
    takeDueChecks: (limit) => prisma.$queryRaw<PaymentModel[]>`
      UPDATE core."Payment" p
      SET "nextCheckAt" = now() + greatest(${FIRST_CHECK_MINUTES}::int * interval '1 minute',
                                           least(${MAX_CHECK_HOURS}::int * interval '1 hour', now() - p."createdAt"))
      WHERE p.id IN (SELECT d.id FROM core."Payment" d WHERE d.state = 'pending' AND d."nextCheckAt" <= now()
                     ORDER BY d."nextCheckAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING p.*`,
    credit: (input) => creditPayment(executor, input),
    reverse: (input) => reversePayment(executor, input),
    end: (paymentId, state) => endPayment(executor, paymentId, state),
    collectDebts: (maxAccounts) => collectDebts(executor, maxAccounts),
  };
}

type ReadQueries = Pick<
  PaymentsRepository,
  'listPayments' | 'countPayments' | 'listAllPayments' | 'countAllPayments' | 'listPending' | 'findPayment'
>;

const scopeOf = ({ accountId, state, problems, named }: AllPaymentsQuery) => ({
  ...(accountId !== undefined && { accountId }),
  ...(state !== undefined && { state }),
  ...(problems === true && { problem: { not: null } }),
  ...(named !== undefined && {
    OR: [
      ...[{ id: named.id }, { sessionId: named.id }, { paymentIntentId: named.id }],
      { accountId: { in: named.accountIds } },
    ],
  }),
});

function readQueries(prisma: PrismaClient): ReadQueries {
  return {
    listPayments: (accountId, page) =>
      prisma.payment.findMany({
        where: { accountId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        ...rowsOf(page),
      }),
    countPayments: (accountId) => prisma.payment.count({ where: { accountId } }),
    listAllPayments: (query) =>
      prisma.payment.findMany({
        where: scopeOf(query),
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        ...rowsOf(query),
      }),
    countAllPayments: (query) => prisma.payment.count({ where: scopeOf(query) }),
    listPending: (accountId) => prisma.payment.findMany({ where: { accountId, state: 'pending' } }),
    async findPayment({ sessionId, paymentIntentId, paymentId }) {
      const names = [
        ...(sessionId === undefined ? [] : [{ sessionId }]),
        ...(paymentIntentId === undefined ? [] : [{ paymentIntentId }]),
        ...(paymentId === undefined ? [] : [{ id: paymentId }]),
      ];
      // Stripe's own names go first: what an event says of ours is only metadata.
      for (const where of names) {
        const found = await prisma.payment.findUnique({ where: where as { id: string } });
        if (found) return found;
      }
      return undefined;
    },
  };
}
