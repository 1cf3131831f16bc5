import { describe, expect, it } from '@jest/globals';
import type { ApiKey } from '@smart-ai-hub/contracts';
import { keyLimitsFormSchema, keyLimitsValuesOf } from './key-limits-form.ts';

const key: ApiKey = {
  id: 'key_1',
  name: 'laptop',
  prefix: 'sah_live_x7Qz',
  createdAt: '2026-11-25T00:00:00.000Z',
  lastUsedAt: null,
  requestsPerMinute: 60,
  tokensPerMinute: null,
  fallbackModels: ['m', 'auto'],
  budgets: [{ period: 'month', limit: 0.5, spent: 0.1, held: 0, resetsAt: null }],
};

describe('the form of a key’s limits', () => {
  it('begins with what holds, and changes nothing as it is', () => {
    const values = keyLimitsValuesOf(key);
    expect(values).toEqual({
      budgets: { day: '', month: '0.5', total: '' },
      requestsPerMinute: '60',
      tokensPerMinute: '',
      fallbackModels: ['m', 'auto'],
    });
    expect(keyLimitsFormSchema.parse(values)).toEqual({
      budgets: { day: null, month: 0.5, total: null },
      requestsPerMinute: 60,
      tokensPerMinute: null,
      fallbackModels: ['m', 'auto'],
    });
  });

  it.each([
    [{ budgets: { day: 'much', month: '', total: '' } }, 'budgets.day'],
    [{ budgets: { day: '', month: '-1', total: '' } }, 'budgets.month'],
    [{ requestsPerMinute: '0' }, 'requestsPerMinute'],
    [{ tokensPerMinute: '1.5' }, 'tokensPerMinute'],
  ])('says at its field what is wrong with %j', (changes, path) => {
    const parsed = keyLimitsFormSchema.safeParse({ ...keyLimitsValuesOf(key), ...changes });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
