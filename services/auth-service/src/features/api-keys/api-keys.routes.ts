import { apiKeyEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import type { ApiKeysRepository } from './api-keys.repository.ts';
import type { ChangeApiKey } from './change-api-key.ts';
import type { CreateApiKey } from './create-api-key.ts';
import { presentKeys } from './present-keys.ts';
import type { RevokeApiKey } from './revoke-api-key.ts';

export type ApiKeysDependencies = {
  authenticate: Authenticate;
  apiKeys: ApiKeysRepository;
  createApiKey: CreateApiKey;
  changeApiKey: ChangeApiKey;
  revokeApiKey: RevokeApiKey;
};

export function mountApiKeys(
  router: IRouter,
  { authenticate, apiKeys, createApiKey, changeApiKey, revokeApiKey }: ApiKeysDependencies,
) {
  mountEndpoint(router, apiKeyEndpoints.createApiKey, {
    authenticate,
    handler: async ({ identity, body, res }) => {
      res.set('cache-control', 'no-store');
      return createApiKey(identity, body);
    },
  });
  mountEndpoint(router, apiKeyEndpoints.listApiKeys, {
    authenticate,
    handler: async ({ identity }) => ({ keys: await presentKeys(apiKeys, await apiKeys.listKeys(identity.accountId)) }),
  });
  mountEndpoint(router, apiKeyEndpoints.changeApiKey, {
    authenticate,
    handler: async ({ identity, params, body }) => ({ key: await changeApiKey(identity, params.id, body) }),
  });
  mountEndpoint(router, apiKeyEndpoints.revokeApiKey, {
    authenticate,
    handler: ({ identity, params }) => revokeApiKey(identity, params.id),
  });
}
