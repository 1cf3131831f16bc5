import { describe, expect, it } from '@jest/globals';
import { describeModels } from './answer-models.tsx';

const asked = { models: ['m', 'n'], handovers: [] };

describe('who answered', () => {
  it('is not said where the model that was asked for did', () => {
    expect(describeModels({ ...asked, model: 'm' })).toBeUndefined();
  });

  it('is said where another took its place before the first word', () => {
    expect(describeModels({ ...asked, model: 'n' })).toEqual(['n answered in place of m.']);
  });

  it('is said, with the reason, where one went on with what another had begun', () => {
    const reason = 'provider_unavailable' as const;
    expect(describeModels({ ...asked, model: 'n', handovers: [{ from: 'm', to: 'n', reason }] })).toEqual([
      'm broke off (the provider is unavailable); n went on at that very place.',
    ]);
    expect(describeModels({ ...asked, model: 'm', handovers: [{ from: 'm', to: 'm', reason }] })).toEqual([
      'm broke off (the provider is unavailable) and went on at that very place.',
    ]);
  });
});
