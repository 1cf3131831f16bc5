import { describe, expect, it } from '@jest/globals';
import { freePrice } from './price.ts';
import { sortModels } from './sort-models.ts';

const card = (id: string, inputMicros?: number, outputMicros = 0) => ({
  ...{ id, provider: 'p' },
  ...(inputMicros !== undefined && { price: { ...freePrice, inputMicros, outputMicros } }),
});
const idsOf = (cards: { id: string }[]) => cards.map(({ id }) => id).join('');

describe('the models that the hub chooses', () => {
  it('stay in their order where nothing else is asked for', () => {
    expect(idsOf(sortModels([card('a', 3), card('b', 1)], 'order'))).toBe('ab');
  });

  it('are the cheapest first by cost, of which what is read is three parts and what is written one', () => {
    expect(idsOf(sortModels([card('a', 2, 9), card('b', 1, 10), card('c', 3, 3)], 'cost'))).toBe('cba');
  });

  it('are the first to begin by latency, the fastest to write by throughput; those that nobody has measured keep their places', () => {
    const speeds = new Map([
      ['a', { firstTokenMs: 900, tokensPerSecond: 80 }],
      ['c', { firstTokenMs: 100, tokensPerSecond: 20 }],
      ['d', { firstTokenMs: 500, tokensPerSecond: 90 }],
    ]);
    const speedOf = (_provider: string, id: string) => speeds.get(id);
    const cards = ['a', 'b', 'c', 'd'].map((id) => card(id));
    expect(idsOf(sortModels(cards, 'latency', speedOf))).toBe('cbda');
    expect(idsOf(sortModels(cards, 'throughput', speedOf))).toBe('dbac');
    expect(idsOf(sortModels(cards, 'latency'))).toBe('abcd');
  });
});
