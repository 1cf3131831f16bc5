import { describe, expect, it } from '@jest/globals';
import { indicators } from './indicators.ts';
import { type Evidence, judgeRelease } from './judge-release.ts';

const good: Evidence = {
  requests: 1_000,
  minRequests: 50,
  readings: indicators.map((indicator) => ({ indicator, value: indicator.limit })),
};

function withValue(name: RegExp, value: number | undefined): Evidence {
  const readings = good.readings.map((reading) =>
    name.test(reading.indicator.name) ? { ...reading, value } : reading,
  );
  return { ...good, readings };
}

describe('judgeRelease', () => {
  it('lets a release stay that keeps every limit, exactly at it too', () => {
    expect(judgeRelease(good)).toMatchObject({ decision: 'promote' });
  });

  it.each(indicators)('rolls back when it is beyond its limit: $name', ({ name, limit }) => {
    const { decision, lines } = judgeRelease(withValue(new RegExp(`^${name}$`), limit + 0.01));
    expect(decision).toBe('roll back');
    expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([expect.stringContaining(name)]);
  });

  it.each(indicators)('rolls back when there is no data, or no number, for: $name', ({ name }) => {
    for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      const { decision, lines } = judgeRelease(withValue(new RegExp(`^${name}$`), value));
      expect(decision).toBe('roll back');
      expect(lines).toContain(`FAIL ${name}: no data`);
    }
  });

  it('rolls back when nobody called, or too few, or when it cannot be told how many', () => {
    for (const requests of [0, 49, undefined, Number.NaN])
      expect(judgeRelease({ ...good, requests }).decision).toBe('roll back');
    expect(judgeRelease({ ...good, requests: 50 }).decision).toBe('promote');
  });

  it('rolls back when nothing was measured at all', () => {
    expect(judgeRelease({ ...good, readings: [] }).decision).toBe('roll back');
  });
});
