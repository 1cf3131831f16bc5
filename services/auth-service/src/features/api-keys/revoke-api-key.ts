import { AppError, type Identity } from '@smart-ai-hub/contracts';
import { API_KEYS_REVOKED_CHANNEL } from '@smart-ai-hub/service-kit';
import type { Redis } from 'ioredis';
import type { ApiKeysRepository } from './api-keys.repository.ts';

type Dependencies = { apiKeys: ApiKeysRepository; redis: Redis };

export type RevokeApiKey = (identity: Identity, keyId: string) => Promise<void>;

/**
 * Revokes a key in the database, then tells every verifier to forget it. When the telling fails the caller learns it (503) and may
 * call again: revoking a revoked key tells once more. Until then caches drop the key by their own age.
 */
export function createRevokeApiKey({ apiKeys, redis }: Dependencies): RevokeApiKey {
  return async ({ accountId }, keyId) => {
    const hash = await apiKeys.revokeKey(accountId, keyId);
    if (hash === undefined) throw new AppError('not_found', { detail: 'There is no such API key.' });
    await redis.publish(API_KEYS_REVOKED_CHANNEL, hash);
  };
}
