import { modelPriceSchema, newId } from '@smart-ai-hub/contracts';
import { Prisma, type PrismaClient } from '@smart-ai-hub/database';
import type { ListPriceChanges, NewListPrice, OpenListPrice } from './plan-list-prices.ts';

export type PriceBookRepository = {
  /**
   * Shows the list prices that are open to `plan` and writes what it wants changed, as one transaction. Workers take turns, so
   * that two which start together do not both write. Answers what was changed.
   */
  changeListPrices(
    listedOn: Date,
    plan: (open: OpenListPrice[]) => ListPriceChanges,
  ): Promise<{ begun: number; ended: number }>;
};

/** Any number that nothing else in the database locks. */
const LIST_PRICES_LOCK = 7_043_917_201n;

export function createPriceBookRepository(prisma: PrismaClient): PriceBookRepository {
  return {
    changeListPrices: (listedOn, plan) =>
      prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${LIST_PRICES_LOCK})`;
        const { begin, end } = plan(await readOpen(transaction));
        await endPrices(transaction, end);
        await beginPrices(transaction, begin, listedOn);
        return { begun: begin.length, ended: end.length };
      }),
  };
}

async function readOpen(transaction: Prisma.TransactionClient): Promise<OpenListPrice[]> {
  const rows = await transaction.priceBookEntry.findMany({ where: { source: 'catalog', endedAt: null } });
  return rows.flatMap(({ listedOn, price, ...row }) =>
    listedOn === null ? [] : [{ ...row, listedOn, price: modelPriceSchema.parse(price) }],
  );
}

/** The clock is the database's, and a price ends in the same instant in which the one that replaces it begins. */
async function endPrices(transaction: Prisma.TransactionClient, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await transaction.$executeRaw`UPDATE core."PriceBookEntry" SET "endedAt" = now() WHERE id = ANY (${ids})`;
}

async function beginPrices(
  transaction: Prisma.TransactionClient,
  prices: NewListPrice[],
  listedOn: Date,
): Promise<void> {
  if (prices.length === 0) return;
  const rows = prices.map(({ modelId, from, price }) => {
    const begins = from === undefined ? Prisma.sql`now()` : Prisma.sql`greatest(${from}, now())`;
    return Prisma.sql`(${newId('prc')}, ${modelId}, ${begins}, ${price}::jsonb, 'catalog', ${listedOn}::date)`;
  });
  await transaction.$executeRaw`
    INSERT INTO core."PriceBookEntry" (id, "modelId", "effectiveFrom", price, source, "listedOn")
    VALUES ${Prisma.join(rows)}`;
}
