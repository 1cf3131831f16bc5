import type { UsageMeasure } from '@smart-ai-hub/contracts';
import { slotOf, type UsageUnit } from './usage-span.ts';

/** What is added up, by name. */
export type UsageAmounts = Record<UsageMeasure | 'cost', number>;

/** A row of `/api/usage` or of `/api/admin/usage`: the members of its groups, and what was used. */
export type UsageRow = UsageAmounts & {
  day?: string | undefined;
  hour?: string | undefined;
  model?: string | undefined;
  provider?: string | undefined;
  keyId?: string | null | undefined;
  accountId?: string | undefined;
  email?: string | null | undefined;
};

export type UsageGroupName = 'none' | 'model' | 'provider' | 'key' | 'account';
export type UsageMetric = 'cost' | 'calls' | 'tokens';

/** As the filter of the API calls the calls of signed-in people. */
export const SESSION = 'session';

/** By what a row of this group is told from others. */
export function groupKeyOf(row: UsageRow, group: UsageGroupName): string {
  switch (group) {
    case 'none':
      return '';
    case 'model':
      return row.model ?? '';
    case 'provider':
      return row.provider ?? '';
    case 'key':
      return row.keyId ?? SESSION;
    case 'account':
      return row.accountId ?? '';
  }
}

/** Each token of the input side is in one of four classes. */
export const inputTokensOf = (row: UsageAmounts): number =>
  row.inputTokens + row.cacheReadTokens + row.cacheWrite5mTokens + row.cacheWrite1hTokens;

const MICROS = 1e6;

/** Costs are added up in whole micro-credits, since sums of decimals drift. */
function wholeOf(row: UsageAmounts, metric: UsageMetric): number {
  if (metric === 'cost') return Math.round(row.cost * MICROS);
  return metric === 'calls' ? row.calls : inputTokensOf(row) + row.outputTokens;
}

const shown = (whole: number, metric: UsageMetric): number => (metric === 'cost' ? whole / MICROS : whole);

/** One color of a plot: its amount in each slot, and in all of them. `others` says how many groups it stands for, where it is the rest. */
export type UsageSeries = { key: string; values: number[]; total: number; others?: number };

const SHOWN_SERIES = 6;

type SeriesOf = { slots: readonly string[]; unit: UsageUnit; group: UsageGroupName; metric: UsageMetric };

/** The rows of a time as series, the largest first; what comes behind the sixth is one series, the rest. */
export function toSeries(rows: readonly UsageRow[], { slots, unit, group, metric }: SeriesOf): UsageSeries[] {
  const places = new Map(slots.map((slot, place) => [slot, place]));
  const wholes = new Map<string, number[]>();
  for (const row of rows) {
    const place = places.get(slotOf(unit, row.hour ?? row.day ?? ''));
    if (place === undefined) continue;
    const key = groupKeyOf(row, group);
    const values = wholes.get(key) ?? slots.map(() => 0);
    values[place] = (values[place] ?? 0) + wholeOf(row, metric);
    wholes.set(key, values);
  }
  const all = [...wholes].map(([key, values]) => ({ key, values, total: sum(values) }));
  const sorted = all.filter(({ total }) => total > 0).sort((one, other) => other.total - one.total);
  const rest = sorted.length > SHOWN_SERIES + 1 ? sorted.splice(SHOWN_SERIES) : [];
  const restValues = slots.map((_, place) => sum(rest.map(({ values }) => values[place] ?? 0)));
  const series: UsageSeries[] = [
    ...sorted,
    ...(rest.length === 0 ? [] : [{ key: 'rest', values: restValues, total: sum(restValues), others: rest.length }]),
  ];
  return series.map((one) => ({
    ...one,
    values: one.values.map((whole) => shown(whole, metric)),
    total: shown(one.total, metric),
  }));
}

/** What all series have in each slot. */
export function totalsOf(series: readonly UsageSeries[], slots: readonly string[]): number[] {
  return slots.map((_, place) => Math.round(sum(series.map(({ values }) => values[place] ?? 0)) * MICROS) / MICROS);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
