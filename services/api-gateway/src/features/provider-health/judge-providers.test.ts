import { describe, expect, it } from '@jest/globals';
import { judgeProviders, summariseStatus } from './judge-providers.ts';

const times = { begun: 10, firstP50Ms: 300, firstP95Ms: 900, firstP99Ms: 1_000, tokensPerSecond: 50 };
const calls = (provider: string, model: string, ok: number, failed: number, limited = 0) => {
  return { ...{ provider, model, ok, failed, limited }, ...times };
};
const listed = (isReachable: boolean, models = 3) => ({ atMs: 1_800_000_000_000, isReachable, models });
const open = { provider: 'p', model: 'm', openUntilMs: 1_800_000_000_000 };
const statusOf = (...[models, circuits = [], listing]: [object[], object[]?, object?]) => {
  const listings = new Map(listing ? [['p', listing]] : []);
  const [provider] = judgeProviders({ models, circuits, listings } as Parameters<typeof judgeProviders>[0]);
  return provider?.status;
};

describe('a provider', () => {
  it.each([
    ['operational', 'answers', [calls('p', 'm', 100, 4)], [], undefined],
    ['degraded', 'fails now and then', [calls('p', 'm', 95, 5)], [], undefined],
    ['down', 'fails as often as not', [calls('p', 'm', 5, 5)], [], undefined],
    ['degraded', 'has one model of several that is left alone', [calls('p', 'n', 9, 0)], [open], undefined],
    ['down', 'has only models that are left alone', [], [open], listed(true)],
    ['operational', 'was not called and lists its models', [], [], listed(true)],
    ['unknown', 'has nothing to offer', [], [], listed(true, 0)],
    ['down', 'was not called and cannot be reached', [], [], listed(false)],
    ['degraded', 'only limits our calls', [calls('p', 'm', 0, 0, 3)], [], listed(true)],
    ['operational', 'limits some calls and answers the others', [calls('p', 'm', 9, 0, 3)], [], listed(true)],
    ['down', 'limits some calls and fails the others', [calls('p', 'm', 0, 9, 3)], [], listed(true)],
  ])('is %s that %s', (status, _what, models, circuits, listing) => {
    expect(statusOf(models, circuits, listing)).toBe(status);
  });

  it('tells what was measured, and when an open circuit opens again', () => {
    const listings = new Map([['p', listed(true)]]);
    expect(judgeProviders({ models: [calls('p', 'm', 3, 1)], circuits: [open], listings })).toEqual([
      {
        ...{ id: 'p', status: 'down', successRate: 0.75, firstTokenP50Ms: 300, firstTokenP95Ms: 900 },
        ...{ calls: 4, limitedCalls: 0 },
        lastListing: { at: '2027-01-15T08:00:00.000Z', isReachable: true, models: 3 },
        models: [
          {
            ...{ id: 'm', status: 'down', successRate: 0.75, firstTokenP50Ms: 300, firstTokenP95Ms: 900 },
            ...{ circuit: 'open', opensAgainAt: '2027-01-15T08:00:00.000Z' },
          },
        ],
      },
    ]);
  });
});

describe('the hub', () => {
  const now = new Date(1_800_000_000_000);
  it.each([
    ['unknown', []],
    ['operational', [calls('p', 'm', 9, 0), calls('q', 'm', 9, 0)]],
    ['degraded', [calls('p', 'm', 9, 0), calls('q', 'm', 0, 9)]],
    ['down', [calls('p', 'm', 0, 9), calls('q', 'm', 0, 9)]],
  ])('is %s as its providers are', (status, models) => {
    const since = now.toISOString();
    const judged = judgeProviders({ models, circuits: [], listings: new Map() });
    const providers = judged.map((one) => ({ ...one, since, models: one.models.map((own) => ({ ...own, since })) }));
    expect(summariseStatus(providers, now)).toMatchObject({ status, at: since });
    expect(JSON.stringify(summariseStatus(providers, now))).not.toMatch(/calls|circuit|Listing/);
  });
});
