import { expect } from '@jest/globals';
import { eventually } from '../eventually.ts';
import type { Balance, OpenedAccount, RunPage } from './open-account.ts';

/** What a new account is given, in credits. */
const WELCOME = 10;

/** So many calls of a new account ended well, were charged one by one, and hold nothing any more; answers their usage, newest first. */
export async function expectChargedRuns(account: OpenedAccount, count: number): Promise<RunUsage[]> {
  return eventually(async () => {
    const { runs } = await account.read<RunPage>('/api/runs');
    expect(runs.map(({ state }) => state)).toEqual(Array.from({ length: count }, () => 'done'));
    const costs = runs.map(({ cost }) => cost ?? 0);
    for (const cost of costs) expect(cost).toBeGreaterThan(0);
    const balance = await account.read<Balance>('/api/credits/balance');
    expect(balance.held).toBe(0);
    const spent = costs.reduce((sum, cost) => sum + cost, 0);
    expect(balance.balance).toBeCloseTo(WELCOME - spent, 6);
    return runs.map(({ usage }) => usage as RunUsage);
  });
}

/** Nothing was charged and nothing is held. */
export async function expectUncharged(account: OpenedAccount): Promise<void> {
  expect(await account.read<Balance>('/api/credits/balance')).toEqual({
    balance: WELCOME,
    available: WELCOME,
    held: 0,
    debt: 0,
  });
}

export type RunUsage = { inputTokens: number; cacheReadTokens: number; outputTokens: number; reasoningTokens: number };
