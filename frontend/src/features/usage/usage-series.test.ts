import { describe, expect, it } from '@jest/globals';
import { groupKeyOf, toSeries, totalsOf, type UsageRow } from './usage-series.ts';

const none = {
  ...{ calls: 0, failed: 0, inputTokens: 0, cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 },
  ...{ outputTokens: 0, reasoningTokens: 0, imageTokens: 0, webSearches: 0, cost: 0 },
};
const row = (part: Partial<UsageRow>): UsageRow => ({ ...none, ...part });
const slots = ['2026-03-01', '2026-03-02'];
const byModel = { slots, unit: 'day', group: 'model' } as const;

describe('the series of a plot', () => {
  it('have a value for each slot, the largest first, and no sum of costs drifts', () => {
    const rows = [
      row({ day: '2026-03-02', model: 'small', cost: 0.1 }),
      row({ day: '2026-03-02', model: 'small', cost: 0.2 }),
      row({ day: '2026-03-01', model: 'large', cost: 2 }),
    ];
    expect(toSeries(rows, { ...byModel, metric: 'cost' })).toEqual([
      { key: 'large', values: [2, 0], total: 2 },
      { key: 'small', values: [0, 0.3], total: 0.3 },
    ]);
  });

  it('count tokens once: input in its classes, and output, of which reasoning is a part', () => {
    const used = { inputTokens: 1, cacheReadTokens: 2, cacheWrite5mTokens: 4, cacheWrite1hTokens: 8, outputTokens: 16 };
    const rows = [row({ day: '2026-03-01', model: 'a', ...used, reasoningTokens: 5, imageTokens: 1 })];
    expect(toSeries(rows, { ...byModel, metric: 'tokens' })).toEqual([{ key: 'a', values: [31, 0], total: 31 }]);
  });

  it('put together what comes behind the sixth, and say how many that are', () => {
    const rows = Array.from({ length: 9 }, (_, at) => row({ day: '2026-03-01', model: `m${at}`, calls: 9 - at }));
    const series = toSeries(rows, { ...byModel, metric: 'calls' });
    expect(series.map(({ key }) => key)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'rest']);
    expect(series.at(-1)).toEqual({ key: 'rest', values: [6, 0], total: 6, others: 3 });
    expect(totalsOf(series, slots)).toEqual([45, 0]);
    expect(toSeries(rows.slice(0, 7), { ...byModel, metric: 'calls' })).toHaveLength(7);
  });

  it('leave out groups that used nothing of it, and what lies outside of the time', () => {
    const rows = [
      row({ day: '2026-03-01', model: 'free', calls: 1 }),
      row({ day: '2026-02-28', model: 'old', cost: 1 }),
    ];
    expect(toSeries(rows, { ...byModel, metric: 'cost' })).toEqual([]);
  });

  it('add days up to months', () => {
    const rows = [row({ day: '2026-03-01', calls: 1 }), row({ day: '2026-03-31', calls: 2 })];
    const months = { slots: ['2026-03'], unit: 'month', group: 'none', metric: 'calls' } as const;
    expect(toSeries(rows, months)).toEqual([{ key: '', values: [3], total: 3 }]);
  });
});

describe('the group of a row', () => {
  it('is a key, or the session where there was none', () => {
    expect(groupKeyOf(row({ keyId: 'key_1' }), 'key')).toBe('key_1');
    expect(groupKeyOf(row({ keyId: null }), 'key')).toBe('session');
  });
});
