import type { PrismaClient } from './generated/client.ts';

/** Statements with parameters (`$1`, …) over a client's own connections, in the shape that libs/ledger takes. */
export function prismaExecutor(prisma: PrismaClient) {
  return {
    query: async (text: string, values: unknown[]): Promise<{ rows: unknown[] }> => ({
      rows: await prisma.$queryRawUnsafe<unknown[]>(text, ...values),
    }),
  };
}
