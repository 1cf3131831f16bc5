import { AppError, type Identity, newId } from '@smart-ai-hub/contracts';
import { apiKeyPrefix, generateApiKey, hashApiKey } from '@smart-ai-hub/service-kit';
import type { ApiKeyRecord, ApiKeysRepository } from './api-keys.repository.ts';

const MAX_KEYS = 100;

export type CreateApiKey = (identity: Identity, name: string) => Promise<{ key: ApiKeyRecord; secret: string }>;

/** Makes a key for the caller's account. The secret leaves in this answer and is not kept: only its hash is. */
export function createCreateApiKey({ apiKeys }: { apiKeys: ApiKeysRepository }): CreateApiKey {
  return async ({ accountId, userId }, name) => {
    if ((await apiKeys.countKeys(accountId)) >= MAX_KEYS) {
      throw new AppError('validation_failed', {
        detail: `An account has at most ${MAX_KEYS} keys. Revoke one that is not used.`,
      });
    }
    const secret = generateApiKey();
    const key = { id: newId('key'), userId, name, prefix: apiKeyPrefix(secret), hash: hashApiKey(secret) };
    return { key: await apiKeys.createKey(accountId, key), secret };
  };
}
