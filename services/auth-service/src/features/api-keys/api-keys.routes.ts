import { apiKeyEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import type { ApiKeyRecord, ApiKeysRepository } from './api-keys.repository.ts';
import type { CreateApiKey } from './create-api-key.ts';
import type { RevokeApiKey } from './revoke-api-key.ts';

export type ApiKeysDependencies = {
  authenticate: Authenticate;
  apiKeys: ApiKeysRepository;
  createApiKey: CreateApiKey;
  revokeApiKey: RevokeApiKey;
};

export function mountApiKeys(
  router: IRouter,
  { authenticate, apiKeys, createApiKey, revokeApiKey }: ApiKeysDependencies,
) {
  mountEndpoint(router, apiKeyEndpoints.createApiKey, {
    authenticate,
    handler: async ({ identity, body, res }) => {
      const { key, secret } = await createApiKey(identity, body.name);
      res.set('cache-control', 'no-store');
      return { key: presentApiKey(key), secret };
    },
  });
  mountEndpoint(router, apiKeyEndpoints.listApiKeys, {
    authenticate,
    handler: async ({ identity }) => ({ keys: (await apiKeys.listKeys(identity.accountId)).map(presentApiKey) }),
  });
  mountEndpoint(router, apiKeyEndpoints.revokeApiKey, {
    authenticate,
    handler: ({ identity, params }) => revokeApiKey(identity, params.id),
  });
}

function presentApiKey({ createdAt, lastUsedAt, ...key }: ApiKeyRecord) {
  return { ...key, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
