import { AppError, type ApiKey, type KeyLimits, type Identity, newId } from '@smart-ai-hub/contracts';
import { apiKeyPrefix, generateApiKey, hashApiKey } from '@smart-ai-hub/service-kit';
import type { ApiKeysRepository } from './api-keys.repository.ts';
import { presentKeys } from './present-keys.ts';

const MAX_KEYS = 100;

export type NewKey = KeyLimits & { name: string };
export type CreateApiKey = (identity: Identity, asked: NewKey) => Promise<{ key: ApiKey; secret: string }>;

/** Makes a key for the caller's account. The secret leaves in this answer and is not kept: only its hash is. */
export function createCreateApiKey({ apiKeys }: { apiKeys: ApiKeysRepository }): CreateApiKey {
  return async ({ accountId, userId }, { budgets, ...settings }) => {
    if ((await apiKeys.countKeys(accountId)) >= MAX_KEYS) {
      throw new AppError('validation_failed', {
        detail: `An account has at most ${MAX_KEYS} keys. Revoke one that is not used.`,
      });
    }
    const secret = generateApiKey();
    const key = { ...settings, id: newId('key'), userId, prefix: apiKeyPrefix(secret), hash: hashApiKey(secret) };
    // The budgets first: the key is nobody's yet, so that it can spend nothing without them.
    if (budgets) await apiKeys.setBudgets(accountId, key.id, budgets);
    const [shown] = await presentKeys(apiKeys, [await apiKeys.createKey(accountId, key)]);
    if (!shown) throw new TypeError('a key that was made is shown');
    return { key: shown, secret };
  };
}
