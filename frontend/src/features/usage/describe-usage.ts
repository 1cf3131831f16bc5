import type { UsageGroupName, UsageMetric } from './usage-series.ts';
import type { UsageRange } from './usage-span.ts';

export const rangeNames: Record<UsageRange, string> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  month: 'This month',
  'last-month': 'Last month',
  '12m': 'Last 12 months',
  days: 'Other days',
};

export const groupNames: Record<UsageGroupName, string> = {
  model: 'Model',
  key: 'API key',
  provider: 'Provider',
  account: 'Account',
  none: 'Nothing',
};

export const metricNames: Record<UsageMetric, string> = { cost: 'Cost', calls: 'Calls', tokens: 'Tokens' };

/** ` and model`, ` and API key`; nothing where there are no groups. */
export function describeGroup(group: UsageGroupName): string {
  if (group === 'none') return '';
  return ` and ${group === 'key' ? 'API key' : group}`;
}
