import { AppError, type BudgetLimits } from '@smart-ai-hub/contracts';
import { Prisma, type PrismaClient, prismaExecutor } from '@smart-ai-hub/database';
import { type Budget, readBudgets, setBudgets } from '@smart-ai-hub/ledger';

export type ApiKeyRecord = {
  id: string;
  name: string;
  prefix: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
  fallbackModels: string[];
};

/** What is left out stays as it is; null takes a limit away. */
export type KeySettings = {
  name?: string | undefined;
  requestsPerMinute?: number | null | undefined;
  tokensPerMinute?: number | null | undefined;
  fallbackModels?: string[] | undefined;
};

export type NewApiKey = KeySettings & { id: string; userId: string; name: string; prefix: string; hash: string };

/** Every method takes the account first: a key of another account does not exist for it. */
export type ApiKeysRepository = {
  /** @throws AppError unauthenticated for a person who was deleted */
  createKey(accountId: string, key: NewApiKey): Promise<ApiKeyRecord>;
  countKeys(accountId: string): Promise<number>;
  /** Keys that are not revoked, newest first. */
  listKeys(accountId: string): Promise<ApiKeyRecord[]>;
  /** Answers the key and its hash; undefined for a key that is unknown or revoked. */
  changeKey(
    accountId: string,
    keyId: string,
    settings: KeySettings,
  ): Promise<{ key: ApiKeyRecord; hash: string } | undefined>;
  /** Answers the hash of the key, also when it was revoked before; undefined for an unknown key. */
  revokeKey(accountId: string, keyId: string): Promise<string | undefined>;
  setBudgets(accountId: string, keyId: string, limits: BudgetLimits): Promise<void>;
  readBudgets(keyIds: string[]): Promise<Map<string, Budget[]>>;
};

const shown = {
  id: true,
  name: true,
  prefix: true,
  createdAt: true,
  lastUsedAt: true,
  requestsPerMinute: true,
  tokensPerMinute: true,
  fallbackModels: true,
} as const;

export function createApiKeysRepository(prisma: PrismaClient): ApiKeysRepository {
  const executor = prismaExecutor(prisma);
  return {
    async createKey(accountId, key) {
      try {
        return await prisma.apiKey.create({ data: { ...withoutUndefined(key), accountId }, select: shown });
      } catch (thrown) {
        if (!isForeignKeyViolation(thrown)) throw thrown;
        // A token outlives its person by minutes.
        throw new AppError('unauthenticated', { detail: 'This account no longer exists.' });
      }
    },
    countKeys: (accountId) => prisma.apiKey.count({ where: { accountId, revokedAt: null } }),
    listKeys: (accountId) =>
      prisma.apiKey.findMany({
        where: { accountId, revokedAt: null },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        select: shown,
      }),
    async changeKey(accountId, keyId, settings) {
      const scope = { id: keyId, accountId, revokedAt: null };
      await prisma.apiKey.updateMany({ where: scope, data: withoutUndefined(settings) });
      const found = await prisma.apiKey.findFirst({ where: scope, select: { ...shown, hash: true } });
      if (!found) return undefined;
      const { hash, ...key } = found;
      return { key, hash };
    },
    revokeKey: async (accountId, keyId) => {
      const scope = { id: keyId, accountId };
      await prisma.apiKey.updateMany({ where: { ...scope, revokedAt: null }, data: { revokedAt: new Date() } });
      return (await prisma.apiKey.findFirst({ where: scope, select: { hash: true } }))?.hash;
    },
    async setBudgets(accountId, apiKeyId, limits) {
      await setBudgets(executor, { accountId, subject: { apiKeyId }, limits });
    },
    async readBudgets(keyIds) {
      const found = await readBudgets(
        executor,
        keyIds.map((apiKeyId) => ({ apiKeyId })),
      );
      return new Map([...found].map(([{ apiKeyId }, budgets]) => [apiKeyId, budgets]));
    },
  };
}

const FOREIGN_KEY_VIOLATION = 'P2003';

const isForeignKeyViolation = (thrown: unknown): boolean =>
  thrown instanceof Prisma.PrismaClientKnownRequestError && thrown.code === FOREIGN_KEY_VIOLATION;

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Prisma's types tell a member that is absent from one that is undefined. */
function withoutUndefined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
