import { AppError, type RoleName, roleSchema } from '@smart-ai-hub/contracts';
import { Prisma, type PrismaClient } from '@smart-ai-hub/database';

export type AccountRecord = {
  /** The user's id; `accountId` names the credit account. */
  id: string;
  email: string;
  emailVerified: boolean;
  role: RoleName;
  accountId: string;
  firstName: string;
  lastName: string;
  avatarUrl: string | null;
  balanceMicros: bigint;
};

export type NewAccount = {
  id: string;
  accountId: string;
  email: string;
  passwordHash: string;
  firstName: string;
  lastName: string;
  role: RoleName;
  /** For whoever has not had them under this e-mail. */
  welcomeMicros: bigint;
  emailHashes: string[];
};

export type Credentials = { userId: string; passwordHash: string | null };

export type AccountsRepository = {
  /** User, profile and credit account in one transaction; throws `email_taken` when the address is known. */
  createAccount(account: NewAccount): Promise<AccountRecord>;
  readAccount(userId: string): Promise<AccountRecord | undefined>;
  findCredentials(email: string): Promise<Credentials | undefined>;
  hasAdministrator(): Promise<boolean>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
};

const UNIQUE_VIOLATION = 'P2002';

export function createAccountsRepository(prisma: PrismaClient): AccountsRepository {
  return {
    createAccount: (account) => createAccount(prisma, account),
    readAccount: (userId) => readAccount(prisma, userId),
    findCredentials: async (email) => {
      const user = await prisma.user.findUnique({ where: { email }, select: { id: true, passwordHash: true } });
      return user === null ? undefined : { userId: user.id, passwordHash: user.passwordHash };
    },
    hasAdministrator: async () =>
      (await prisma.user.findFirst({ where: { roleName: 'admin' }, select: { id: true } })) !== null,
    ping: async () => void (await prisma.$queryRaw`SELECT 1`),
  };
}

async function createAccount(prisma: PrismaClient, account: NewAccount): Promise<AccountRecord> {
  const { id, accountId, email, passwordHash, firstName, lastName, role } = account;
  const profile = { create: { firstName, lastName } };
  const user = prisma.user.create({
    data: { id, accountId, email, passwordHash, roleName: role, profile },
    select: { id: true },
  });
  const [, opened] = await prisma.$transaction([user, openAccount(prisma, account)]).catch((thrown: unknown) => {
    throw isUniqueViolation(thrown) ? emailTaken() : thrown;
  });
  return {
    id,
    accountId,
    email,
    emailVerified: false,
    role,
    firstName,
    lastName,
    avatarUrl: null,
    balanceMicros: opened[0]?.micros ?? 0n,
  };
}

/** A statement after that of the user: who deletes the person before under the same e-mail is waited for by then. */
function openAccount(prisma: PrismaClient, { id, accountId, welcomeMicros, emailHashes }: NewAccount) {
  return prisma.$queryRaw<{ micros: bigint }[]>`
    SELECT w.micros, core.open_account(${accountId}, ${id}, w.micros) AS opened
    FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM auth."FormerEmail" f WHERE f.hash = ANY (${emailHashes})) THEN 0
                      ELSE ${welcomeMicros}::bigint END AS micros) w`;
}

const emailTaken = () =>
  new AppError('email_taken', {
    detail: 'An account with this e-mail address already exists. Sign in instead.',
    errors: [{ path: 'email', message: 'already exists' }],
  });

const isUniqueViolation = (thrown: unknown): boolean =>
  thrown instanceof Prisma.PrismaClientKnownRequestError && thrown.code === UNIQUE_VIOLATION;

async function readAccount(prisma: PrismaClient, userId: string): Promise<AccountRecord | undefined> {
  const [user, creditAccount] = await Promise.all([
    prisma.user.findUnique({
      where: { id: userId },
      select: { id: true, email: true, emailVerified: true, roleName: true, accountId: true, profile: true },
    }),
    prisma.creditAccount.findUnique({ where: { userId }, select: { currentBalance: true } }),
  ]);
  if (user === null) return undefined;
  return {
    id: user.id,
    email: user.email,
    emailVerified: user.emailVerified,
    role: roleSchema.parse(user.roleName),
    accountId: user.accountId,
    firstName: user.profile?.firstName ?? '',
    lastName: user.profile?.lastName ?? '',
    avatarUrl: user.profile?.avatarUrl ?? null,
    balanceMicros: creditAccount?.currentBalance ?? 0n,
  };
}
