import type { PrismaClient } from '@smart-ai-hub/database';

export type ApiKeyRecord = { id: string; name: string; prefix: string; createdAt: Date; lastUsedAt: Date | null };

export type NewApiKey = { id: string; userId: string; name: string; prefix: string; hash: string };

/** Every method takes the account first: a key of another account does not exist for it. */
export type ApiKeysRepository = {
  createKey(accountId: string, key: NewApiKey): Promise<ApiKeyRecord>;
  countKeys(accountId: string): Promise<number>;
  /** Keys that are not revoked, newest first. */
  listKeys(accountId: string): Promise<ApiKeyRecord[]>;
  /** Answers the hash of the key, also when it was revoked before; undefined for an unknown key. */
  revokeKey(accountId: string, keyId: string): Promise<string | undefined>;
};

const shown = { id: true, name: true, prefix: true, createdAt: true, lastUsedAt: true } as const;

export function createApiKeysRepository(prisma: PrismaClient): ApiKeysRepository {
  return {
    createKey: (accountId, key) => prisma.apiKey.create({ data: { ...key, accountId }, select: shown }),
    countKeys: (accountId) => prisma.apiKey.count({ where: { accountId, revokedAt: null } }),
    listKeys: (accountId) =>
      prisma.apiKey.findMany({
        where: { accountId, revokedAt: null },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        select: shown,
      }),
    revokeKey: async (accountId, keyId) => {
      const scope = { id: keyId, accountId };
      await prisma.apiKey.updateMany({ where: { ...scope, revokedAt: null }, data: { revokedAt: new Date() } });
      return (await prisma.apiKey.findFirst({ where: scope, select: { hash: true } }))?.hash;
    },
  };
}
