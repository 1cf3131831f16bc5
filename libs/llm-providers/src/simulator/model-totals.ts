import type { ReportedUsage } from './simulator-stats.ts';

export type ModelTotals = { calls: number; completed: number; streamedTokens: number; reported: ReportedUsage };

const none: ReportedUsage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

/** Model names come from callers; beyond this many the totals go to one common entry. */
const MAX_MODELS = 200;

export function createModelTotals() {
  const models = new Map<string, ModelTotals>();
  return {
    of(model: string): ModelTotals {
      const name = models.has(model) || models.size < MAX_MODELS ? model : 'other models';
      const totals = models.get(name) ?? { calls: 0, completed: 0, streamedTokens: 0, reported: { ...none } };
      models.set(name, totals);
      return totals;
    },
    all: (): Record<string, ModelTotals> => Object.fromEntries(models),
    clear: () => models.clear(),
  };
}

export function addUsage(sum: ReportedUsage, more: ReportedUsage): void {
  for (const key of Object.keys(none) as (keyof ReportedUsage)[]) sum[key] += more[key];
}
