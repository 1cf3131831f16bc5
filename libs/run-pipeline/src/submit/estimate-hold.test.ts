import { type ModelCard, chatRequestSchema, freePrice } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { dearestHold, estimateHold } from './estimate-hold.ts';

const card: ModelCard = {
  id: 'm',
  provider: 'p',
  displayName: 'M',
  kind: 'chat',
  simulated: false,
  contextTokens: 100_000,
  maxOutputTokens: 8_000,
  typicalOutputTokens: 1_000,
  price: {
    inputMicros: 30_000_000,
    cacheReadMicros: 3_000_000,
    cacheWrite5mMicros: 37_500_000,
    cacheWrite1hMicros: 60_000_000,
    outputMicros: 150_000_000,
  },
  dialects: [],
  capabilities: { tools: true, images: true, reasoning: true },
};

const request = (more: object = {}) =>
  chatRequestSchema.parse({
    model: 'm',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'x'.repeat(300) }] }],
    ...more,
  });

describe('the hold of a call', () => {
  it('covers its input and a typical output', () => {
    expect(estimateHold(request(), card)).toBe(108n * 30n + 1_000n * 150n);
  });

  it('is bounded by the limit that the caller sets', () => {
    expect(estimateHold(request({ maxOutputTokens: 10 }), card)).toBe(108n * 30n + 10n * 150n);
  });

  it('covers each of several answers, and the input once', () => {
    const extent = { answers: 3, webSearches: 0 };
    expect(estimateHold(request({ maxOutputTokens: 10 }), card, extent)).toBe(108n * 30n + 3n * 10n * 150n);
    expect(dearestHold(request(), [card], extent)).toBe(108n * 30n + 3n * 1_000n * 150n);
  });

  it('covers the searches of the web, where the model is sold with them', () => {
    const extent = { answers: 1, webSearches: 4 };
    const searching = { ...card, price: { ...card.price, webSearchMicros: 100_000 } };
    expect(estimateHold(request(), searching, extent)).toBe(estimateHold(request(), card) + 400_000n);
    expect(estimateHold(request(), card, extent)).toBe(estimateHold(request(), card));
  });

  it('prices the input as a cache write when the caller caches it', () => {
    const system = [{ type: 'text', text: '', cacheControl: { ttl: '1h' } }];
    expect(estimateHold(request({ system, maxOutputTokens: 10 }), card)).toBe(108n * 60n + 10n * 150n);
  });

  it('prices the output as reasoning where that is dearer', () => {
    const price = { ...card.price, reasoningMicros: 300_000_000 };
    expect(estimateHold(request(), { ...card, price })).toBe(108n * 30n + 1_000n * 300n);
  });

  it('of a long prompt is made at the prices of long prompts', () => {
    const long = { ...card.price, aboveInputTokens: 100, inputMicros: 60_000_000, outputMicros: 225_000_000 };
    expect(estimateHold(request(), { ...card, price: { ...card.price, tiers: [long] } })).toBe(
      108n * 60n + 1_000n * 225n,
    );
    const unreached = { ...long, aboveInputTokens: 108 };
    expect(estimateHold(request(), { ...card, price: { ...card.price, tiers: [unreached] } })).toBe(
      108n * 30n + 1_000n * 150n,
    );
  });

  it('is nothing for a model that is free', () => {
    expect(estimateHold(request(), { ...card, price: freePrice })).toBe(0n);
  });

  it('of several models covers the dearest of them, wherever it stands', () => {
    const dearer = { ...card, price: { ...card.price, outputMicros: 400_000_000 } };
    const free = { ...card, price: freePrice };
    for (const cards of [
      [card, dearer, free],
      [dearer, free, card],
    ])
      expect(dearestHold(request(), cards)).toBe(estimateHold(request(), dearer));
  });
});
