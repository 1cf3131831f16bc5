import type { ApiKey } from '@smart-ai-hub/contracts';
import { presentBudget } from '@smart-ai-hub/ledger';
import type { ApiKeyRecord, ApiKeysRepository } from './api-keys.repository.ts';

/** Keys as `/api/keys` shows them, with what they may spend and have spent. */
export async function presentKeys(apiKeys: ApiKeysRepository, keys: readonly ApiKeyRecord[]): Promise<ApiKey[]> {
  if (keys.length === 0) return [];
  const budgets = await apiKeys.readBudgets(keys.map(({ id }) => id));
  return keys.map(({ createdAt, lastUsedAt, ...key }) => ({
    ...key,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    budgets: (budgets.get(key.id) ?? []).map(presentBudget),
  }));
}
