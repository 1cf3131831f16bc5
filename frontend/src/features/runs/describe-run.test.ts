import { describe, expect, it } from '@jest/globals';
import { noUsage, type Run } from '@smart-ai-hub/contracts';
import { describeRun, describeTokens, keyOptions } from './describe-run.ts';

const run: Run = {
  ...{ id: 'run_1', model: 'gpt-mini', provider: 'openai', requestedModel: 'gpt-mini', candidates: ['gpt-mini'] },
  ...{ dialect: 'openai-chat', state: 'done', stream: true, maxCost: null, parts: null, held: 0 },
  ...{ usage: { ...noUsage, inputTokens: 1_200, outputTokens: 34 }, cost: 0.02, stopReason: 'end_turn' },
  ...{ errorCode: null, firstTokenMs: 310 },
  ...{ createdAt: '2026-11-24T00:00:00.000Z', endedAt: '2026-11-24T00:00:01.500Z' },
};
const factsOf = (part: Partial<Run>) =>
  Object.fromEntries(describeRun({ ...run, ...part }).filter(([, value]) => value !== undefined));

describe('a call in words', () => {
  it('says what came of it', () => {
    expect(factsOf({})).toMatchObject({
      ...{ Call: 'run_1', Model: 'gpt-mini, OpenAI', Interface: 'openai-chat, streamed' },
      ...{ Took: '1.5 s', 'First token': 'after 310 ms', Tokens: '1,200 in · 34 out tokens', Cost: '0.02 credits' },
    });
    expect(Object.keys(factsOf({}))).not.toContain('Asked for');
  });

  it('names the error in words and by its code, and who wrote which part', () => {
    const parts = [{ model: 'a', provider: 'p', usage: { ...noUsage, outputTokens: 3 }, cost: 0.01 }];
    const facts = factsOf({ errorCode: 'provider_unavailable', requestedModel: 'auto', parts, maxCost: 1, held: 0.5 });
    expect(facts['Error']).toMatch(/ \(provider_unavailable\)$/);
    expect(facts).toMatchObject({ 'Asked for': 'auto', 'Part of a': '0 in · 3 out tokens, 0.01 credits' });
    expect(facts).toMatchObject({ 'At most': '1.00 credits', Held: '0.50 credits' });
  });

  it('has no tokens before they are known', () => {
    expect(describeTokens(null)).toBeUndefined();
  });
});

describe('the keys to filter by', () => {
  it('are those that are there, the web app, and one that was revoked where it is chosen', () => {
    expect(keyOptions([], '').map(([key]) => key)).toEqual(['', 'session']);
    expect(keyOptions([], 'key_9').at(-1)).toEqual(['key_9', 'key_9 (revoked)']);
    expect(keyOptions([], 'session')).toHaveLength(2);
  });
});
