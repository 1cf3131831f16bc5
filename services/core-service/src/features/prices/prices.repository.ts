import { type ModelKind, type ModelPrice, modelKindSchema, newId } from '@smart-ai-hub/contracts';
import { type PriceBookEntryModel, type PrismaClient, openPriceEntries } from '@smart-ai-hub/database';
import { type Page, rowsOf } from '../page.ts';

export type NewPrice = {
  modelId: string;
  price: ModelPrice;
  /** Absent: at once. */
  effectiveFrom?: Date | undefined;
  effectiveUntil?: Date | undefined;
  note: string;
  createdBy: string;
};

export type PriceQuery = Page & { model?: string | undefined };

export type PricesRepository = {
  /** Undefined for a model that no worker publishes. */
  findModelKind(modelId: string): Promise<ModelKind | undefined>;
  /** The latest first. */
  listPrices(query: PriceQuery): Promise<PriceBookEntryModel[]>;
  countPrices(query: Pick<PriceQuery, 'model'>): Promise<number>;
  /** What holds now or later, of these models. */
  listOpenPrices(modelIds: string[], now: Date): Promise<PriceBookEntryModel[]>;
  findPrice(id: string): Promise<PriceBookEntryModel | undefined>;
  /** A price that is to begin in the past begins now, by the database's clock. */
  createPrice(price: NewPrice): Promise<string>;
  /** Ends an administrator's price that is not over. Answers whether it did, decided by the database in one statement. */
  endPrice(id: string, endedBy: string): Promise<boolean>;
};

export function createPricesRepository(prisma: PrismaClient): PricesRepository {
  const scope = (model: string | undefined) => (model === undefined ? {} : { modelId: model });
  return {
    async findModelKind(modelId) {
      const model = await prisma.model.findUnique({ where: { id: modelId }, select: { kind: true } });
      return modelKindSchema.safeParse(model?.kind).data;
    },
    listPrices: (query) =>
      prisma.priceBookEntry.findMany({
        where: scope(query.model),
        orderBy: [{ effectiveFrom: 'desc' }, { createdAt: 'desc' }, { id: 'desc' }],
        ...rowsOf(query),
      }),
    countPrices: ({ model }) => prisma.priceBookEntry.count({ where: scope(model) }),
    listOpenPrices: (modelIds, now) =>
      prisma.priceBookEntry.findMany({ where: { modelId: { in: modelIds }, ...openPriceEntries(now) } }),
    findPrice: async (id) => (await prisma.priceBookEntry.findUnique({ where: { id } })) ?? undefined,
    async createPrice({ modelId, price, effectiveFrom, effectiveUntil, note, createdBy }) {
      const id = newId('prc');
      await prisma.$executeRaw`
        INSERT INTO core."PriceBookEntry" (id, "modelId", "effectiveFrom", "effectiveUntil", price, source, note, "createdBy")
        VALUES (${id}, ${modelId}, greatest(${effectiveFrom ?? null}::timestamptz, now()),
                ${effectiveUntil ?? null}::timestamptz, ${price}::jsonb, 'admin', ${note}, ${createdBy})`;
      return id;
    },
    async endPrice(id, endedBy) {
      const ended = await prisma.$executeRaw`
        UPDATE core."PriceBookEntry" SET "endedAt" = now(), "endedBy" = ${endedBy}
        WHERE id = ${id} AND source = 'admin' AND "endedAt" IS NULL
          AND ("effectiveUntil" IS NULL OR "effectiveUntil" > now())`;
      return ended === 1;
    },
  };
}
