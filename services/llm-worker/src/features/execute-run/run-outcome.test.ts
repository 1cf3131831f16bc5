import { AppError, type ModelPrice, noUsage } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { type RunOutcome, chargeFor, endEvent, endedRun } from './run-outcome.ts';

const price: ModelPrice = {
  inputMicros: 10_000_000,
  cacheReadMicros: 1_000_000,
  cacheWrite5mMicros: 12_500_000,
  cacheWrite1hMicros: 20_000_000,
  outputMicros: 50_000_000,
};
const candidate = { model: 'm', provider: 'p', price };
const usage = { ...noUsage, inputTokens: 100, outputTokens: 20 };
const error = new AppError('provider_unavailable', { detail: 'away', retryAfterSeconds: 3 });
const full = 100n * 10n + 20n * 50n;

const done: RunOutcome = { state: 'done', usage, stopReason: 'end_turn' };
const embedded: RunOutcome = { ...done, usage: { ...usage, outputTokens: 0 } };
const failed: RunOutcome = { state: 'error', usage, error };
const interrupted: RunOutcome = { state: 'interrupted', usage, error };
/** All of it by one model. */
const by = (outcome: RunOutcome) => endedRun([], candidate, outcome);
const cancelled: RunOutcome = { state: 'cancelled', usage, error };

describe('what a run costs', () => {
  it.each([
    ['a finished stream', done, { stream: true, hasContent: true }, full],
    ['a finished plain call', done, { stream: false, hasContent: true }, full],
    ['embeddings', embedded, { stream: false, hasContent: true }, 100n * 10n],
    ['embeddings that failed', { ...failed, usage: embedded.usage }, { stream: false, hasContent: true }, 0n],
    ['a stream that failed half told', failed, { stream: true, hasContent: true }, full],
    ['a stream whose worker died half told', interrupted, { stream: true, hasContent: true }, full],
    ['a plain call that failed half made', failed, { stream: false, hasContent: true }, 0n],
    ['a plain call whose worker died', interrupted, { stream: false, hasContent: true }, 0n],
    ['a stream that failed before its first piece', failed, { stream: true, hasContent: false }, 0n],
    ['a plain call that its caller cancelled half made', cancelled, { stream: false, hasContent: true }, full],
    ['a call cancelled before its first piece', cancelled, { stream: true, hasContent: false }, 0n],
  ])('%s', (_name, outcome, delivery, expected) => {
    expect(chargeFor(by(outcome), delivery)).toBe(expected);
  });
});

describe('an answer of two models', () => {
  const cheap = { model: 'c', provider: 'q', price: { ...price, inputMicros: 1_000_000, outputMicros: 5_000_000 } };
  const first = { candidate, usage };

  it('costs what both parts cost, each at the price of its model', () => {
    const ended = endedRun([first], cheap, done);
    expect(chargeFor(ended, { stream: false, hasContent: true })).toBe(full + full / 10n);
    expect(ended).toMatchObject({ candidate: cheap, outcome: { usage: { inputTokens: 200, outputTokens: 40 } } });
    expect(endEvent(ended, { chargedMicros: full + full / 10n, endedAtMs: 7 })).toMatchObject({
      parts: [
        { model: 'm', provider: 'p', costMicros: '2000', usage },
        { model: 'c', provider: 'q', costMicros: '200' },
      ],
    });
  });

  it('that the second could not finish costs what was streamed of it, and is the first one’s where the second said nothing', () => {
    const ended = endedRun([first], cheap, { ...failed, usage: noUsage });
    expect(ended).toMatchObject({ candidate, parts: [first], outcome: { state: 'error', usage } });
    expect(chargeFor(ended, { stream: true, hasContent: true })).toBe(full);
    expect(chargeFor(ended, { stream: false, hasContent: true })).toBe(0n);
    expect(endEvent(ended, { chargedMicros: full, endedAtMs: 7 })).not.toHaveProperty('parts');
  });
});

describe('the end of a run', () => {
  it('tells usage and charge when it went well', () => {
    expect(endEvent(by(done), { chargedMicros: full, endedAtMs: 7 })).toEqual({
      ...{ type: 'done', stopReason: 'end_turn', endedAtMs: 7 },
      ...{ usage, costMicros: '2000' },
    });
  });

  it('tells why, and when to come back, when it did not', () => {
    expect(endEvent(by(failed), { chargedMicros: 0n, endedAtMs: 7 })).toMatchObject({
      type: 'failed',
      code: 'provider_unavailable',
      retryAfterSeconds: 3,
    });
  });
});
