import { AppError, type ApiKey, type ChangeApiKey as Changes, type Identity } from '@smart-ai-hub/contracts';
import { API_KEYS_REVOKED_CHANNEL } from '@smart-ai-hub/service-kit';
import type { Redis } from 'ioredis';
import type { ApiKeysRepository } from './api-keys.repository.ts';
import { presentKeys } from './present-keys.ts';

type Dependencies = { apiKeys: ApiKeysRepository; redis: Redis };

export type ChangeApiKey = (identity: Identity, keyId: string, changes: Changes) => Promise<ApiKey>;

/** Renames a key or changes what it may do, and has every verifier read it anew. */
export function createChangeApiKey({ apiKeys, redis }: Dependencies): ChangeApiKey {
  return async ({ accountId }, keyId, { budgets, ...settings }) => {
    const changed = await apiKeys.changeKey(accountId, keyId, settings);
    if (!changed) throw new AppError('not_found', { detail: 'There is no such API key.' });
    if (budgets) await apiKeys.setBudgets(accountId, keyId, budgets);
    await redis.publish(API_KEYS_REVOKED_CHANNEL, changed.hash);
    const [shown] = await presentKeys(apiKeys, [changed.key]);
    if (!shown) throw new TypeError('a key that was changed is shown');
    return shown;
  };
}
