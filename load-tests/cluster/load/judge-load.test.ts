import { describe, expect, it } from '@jest/globals';
import { brokenPromises } from '../../chaos/finding.ts';
import type { HeardCall } from '../../chaos/load/heard-call.ts';
import { judgeLoad, type LoadEvidence, loadPromises } from './judge-load.ts';

const whole: HeardCall = {
  ...{ key: 'key', runId: 'run_1', end: 'whole', status: 200, code: undefined, retryAfter: undefined, stream: true },
  ...{ text: 'words', misplaced: [], model: 'simulator-gpt-fast', durationMs: 10, note: '' },
};
const undisturbed: LoadEvidence = {
  heard: [whole],
  repeated: { refused: 0, resumed: 0 },
  streams: 110,
  ledger: { holds: true, words: '' },
};
const withCall = (change: Partial<HeardCall>): LoadEvidence => ({
  ...undisturbed,
  heard: [whole, { ...whole, ...change }],
});

describe('judgeLoad', () => {
  it('finds nothing where nothing happened', () => {
    expect(brokenPromises(judgeLoad(undisturbed))).toEqual([]);
  });

  it.each([
    ['a stream that was cut', withCall({ end: 'cut' }), loadPromises.whole],
    ['an answer that failed', withCall({ end: 'failed' }), loadPromises.whole],
    ['a call that was refused again', withCall({ end: 'refused', status: 503 }), loadPromises.whole],
    ['an event that came twice', withCall({ misplaced: ['2.0'] }), loadPromises.order],
    ['a ledger that does not add up', { ...undisturbed, ledger: { holds: false, words: 'FAIL' } }, loadPromises.ledger],
    ['too little load', { ...undisturbed, streams: 99 }, loadPromises.load],
    ['no call at all', { ...undisturbed, heard: [] }, loadPromises.load],
  ])('finds %s, and nothing else', (_bug, evidence, promise) => {
    expect(brokenPromises(judgeLoad(evidence))).toEqual([promise]);
  });
});
