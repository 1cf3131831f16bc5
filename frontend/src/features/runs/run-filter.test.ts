import { describe, expect, it } from '@jest/globals';
import { filterOf, type RunFilterTexts } from './run-filter.ts';

const nothing: RunFilterTexts = { from: '', to: '', state: '', model: '', keyId: '', errorCode: '', minCost: '' };

describe('the filter of the request log', () => {
  it('asks for everything where nothing is said', () => {
    expect(filterOf(nothing)).toEqual({});
    expect(filterOf({ ...nothing, model: ' ', minCost: ' ' })).toEqual({});
  });

  it('asks for what is said', () => {
    const texts = { from: '2026-11-01', to: '2026-11-02', state: 'error', model: ' gpt-mini ', keyId: 'session' };
    expect(filterOf({ ...texts, errorCode: 'rate_limited', minCost: '0.5' })).toEqual({
      ...{ from: '2026-11-01', to: '2026-11-02', state: 'error', model: 'gpt-mini', keyId: 'session' },
      ...{ errorCode: 'rate_limited', minCost: 0.5 },
    });
  });

  it('leaves out what an address says and the hub does not know', () => {
    expect(filterOf({ ...nothing, state: 'lost', errorCode: 'toString', minCost: 'much' })).toEqual({});
  });
});
