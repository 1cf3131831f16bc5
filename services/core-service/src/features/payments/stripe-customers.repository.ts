import type { PrismaClient } from '@smart-ai-hub/database';

/** A customer that was deleted at Stripe leaves its generation behind: the next one is made under a new idempotency key. */
export type StripeCustomerRow = { customerId: string | null; generation: number };

export type StripeCustomersRepository = {
  findCustomer(accountId: string): Promise<StripeCustomerRow | undefined>;
  /** Where the owner of the account gets mail; undefined once that person was deleted. */
  findEmail(accountId: string): Promise<string | undefined>;
  /** Notes the customer of an account unless there is one by now; answers the one that holds. */
  noteCustomer(accountId: string, customerId: string): Promise<string>;
  /** Stripe has it no longer. */
  forgetCustomer(customerId: string): Promise<void>;
  /** The person of the account was deleted, and at Stripe too. */
  removeCustomer(accountId: string): Promise<void>;
};

export function createStripeCustomersRepository(prisma: PrismaClient): StripeCustomersRepository {
  return {
    findCustomer: async (accountId) => (await prisma.stripeCustomer.findUnique({ where: { accountId } })) ?? undefined,
    async findEmail(accountId) {
      const rows = await prisma.$queryRaw<{ email: string }[]>`
        SELECT email FROM core.find_contacts(NULL, ARRAY[${accountId}])`;
      return rows[0]?.email;
    },
    async noteCustomer(accountId, customerId) {
      const hold = () => prisma.$queryRaw<{ customerId: string }[]>`
        UPDATE core."StripeCustomer" SET "customerId" = coalesce("customerId", ${customerId})
        WHERE "accountId" = ${accountId} RETURNING "customerId"`;
      const [known] = await hold();
      if (known) return known.customerId;
      // Two who note the same customer at once may collide in either of its two unique columns: no target is named here.
      await prisma.$executeRaw`
        INSERT INTO core."StripeCustomer" ("accountId", "customerId") VALUES (${accountId}, ${customerId})
        ON CONFLICT DO NOTHING`;
      const [held] = await hold();
      if (!held) throw new Error(`the customer ${customerId} belongs to another account than ${accountId}`);
      return held.customerId;
    },
    async forgetCustomer(customerId) {
      await prisma.$executeRaw`
        UPDATE core."StripeCustomer" SET "customerId" = NULL, generation = generation + 1 WHERE "customerId" = ${customerId}`;
    },
    async removeCustomer(accountId) {
      await prisma.stripeCustomer.deleteMany({ where: { accountId } });
    },
  };
}
