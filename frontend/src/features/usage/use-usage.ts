import { skipToken } from '@reduxjs/toolkit/query/react';
import type { UsageGroup } from '@smart-ai-hub/contracts';
import {
  useAllUsageQuery,
  useApiKeysQuery,
  useSaveAllUsageMutation,
  useSaveUsageMutation,
  useUsageQuery,
} from '../../shared/api/hub-api.ts';
import { providerTitle } from '../../shared/ui/provider-name.ts';
import type { UsageQuery, UsageScope } from './usage-question.ts';
import { SESSION, type UsageGroupName, type UsageRow } from './usage-series.ts';

const isOwnGroup = (group: UsageGroup): group is Exclude<UsageGroup, 'account'> => group !== 'account';

/** An account has no filter for itself. */
function ownQueryOf({ accountId, provider, groupBy, ...query }: UsageQuery) {
  return { ...query, groupBy: groupBy.filter(isOwnGroup) };
}

const FRESH_SECONDS = { refetchOnMountOrArgChange: 15 };

/** What was used by the signed-in account, or by all of them. */
export function useUsage(scope: UsageScope, query: UsageQuery) {
  const own = useUsageQuery(scope === 'own' ? { query: ownQueryOf(query) } : skipToken, FRESH_SECONDS);
  const all = useAllUsageQuery(scope === 'all' ? { query } : skipToken, FRESH_SECONDS);
  return scope === 'own' ? own : all;
}

/** Hands the rows to the browser as a file. */
export function useSaveUsage(scope: UsageScope, query: UsageQuery) {
  const [saveOwn, own] = useSaveUsageMutation();
  const [saveAll, all] = useSaveAllUsageMutation();
  const fileName = 'usage.csv';
  const { error, isLoading } = scope === 'own' ? own : all;
  const save = () =>
    void (scope === 'own' ? saveOwn({ query: ownQueryOf(query), fileName }) : saveAll({ query, fileName }));
  return { save, error, isLoading };
}

export type NameOf = (group: UsageGroupName, key: string) => string;

/** How the groups of these rows are called. Keys of others, and keys that were revoked, have no name but their id. */
export function useGroupNames(scope: UsageScope, rows: readonly UsageRow[]): NameOf {
  const { data } = useApiKeysQuery(scope === 'own' ? undefined : skipToken);
  const keys = new Map(data?.keys.map(({ id, name }) => [id, name]));
  const emails = new Map(rows.map(({ accountId, email }) => [accountId ?? '', email]));
  return (group, key) => {
    switch (group) {
      case 'none':
        return 'All calls';
      case 'provider':
        return providerTitle(key);
      case 'key':
        if (key === SESSION) return 'Web app';
        return keys.get(key) ?? (data ? `${key} (revoked)` : key);
      case 'account':
        return emails.get(key) ?? key;
      case 'model':
        return key;
    }
  };
}
