import type { PrismaClient } from '@smart-ai-hub/database';

export type DeletePerson = {
  accountId: string;
  /** The user who does it. */
  deletedBy: string;
  mayForfeit: boolean;
  hashEmail: (email: string) => string;
};

export type DeletionOutcome =
  /** `keyHashes` are those of the person's API keys. */
  | { outcome: 'deleted'; keyHashes: string[] }
  | { outcome: 'has_credits'; balanceMicros: bigint }
  | { outcome: 'last_administrator' }
  | { outcome: 'unknown' };

export type PeopleRepository = {
  /**
   * Everything that leads from the account to the person, in one transaction with the closing of the account. Deleting twice is deleting
   * once, and then `unknown`.
   */
  deletePerson(person: DeletePerson): Promise<DeletionOutcome>;
};

type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

export function createPeopleRepository(prisma: PrismaClient): PeopleRepository {
  return { deletePerson: (person) => prisma.$transaction((transaction) => deletePerson(transaction, person)) };
}

async function deletePerson(
  transaction: Transaction,
  { accountId, deletedBy, mayForfeit, hashEmail }: DeletePerson,
): Promise<DeletionOutcome> {
  const person = await transaction.user.findUnique({
    where: { accountId },
    select: { id: true, email: true, roleName: true, apiKeys: { select: { hash: true } } },
  });
  if (person === null) return { outcome: 'unknown' };
  if (person.roleName === 'admin' && (await isLastAdministrator(transaction, person.id))) {
    return { outcome: 'last_administrator' };
  }
  const [closing] = await transaction.$queryRaw<{ outcome: string; balanceMicros: bigint }[]>`
    SELECT * FROM core.close_account(${accountId}, ${deletedBy}, ${mayForfeit})`;
  if (closing?.outcome === 'has_credits') return { outcome: 'has_credits', balanceMicros: closing.balanceMicros };
  if (closing?.outcome !== 'closed') return { outcome: 'unknown' };
  await transaction.$executeRaw`
    INSERT INTO auth."FormerEmail" (hash) VALUES (${hashEmail(person.email)})
    ON CONFLICT (hash) DO UPDATE SET "forgottenAt" = now()`;
  await transaction.user.delete({ where: { id: person.id }, select: { id: true } });
  return { outcome: 'deleted', keyHashes: person.apiKeys.map(({ hash }) => hash) };
}

/** Under a lock: two administrators who delete each other are one too many. */
async function isLastAdministrator(transaction: Transaction, userId: string): Promise<boolean> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('auth.administrators'))`;
  return (await transaction.user.count({ where: { roleName: 'admin', id: { not: userId } } })) === 0;
}
