import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ModelCard } from './model-card.ts';
import {
  cardAt,
  endOfEntry,
  isSamePrice,
  type PriceBookEntry,
  priceTimeline,
  resolvePrice,
  toPricedModels,
} from './price-book.ts';
import type { ModelPrice } from './price.ts';

const priceAt = (inputMicros: number): ModelPrice => ({
  inputMicros,
  cacheReadMicros: 1,
  cacheWrite5mMicros: 1,
  cacheWrite1hMicros: 1,
  outputMicros: 1,
});
const own = priceAt(7);
const card: ModelCard = {
  id: 'm',
  provider: 'p',
  displayName: 'M',
  kind: 'chat',
  simulated: false,
  contextTokens: 1,
  maxOutputTokens: 1,
  typicalOutputTokens: 1,
  price: own,
  dialects: [],
  capabilities: { tools: false, images: false, reasoning: false },
};
const day = (number: number) => new Date(Date.UTC(2026, 0, number));

function entry(id: string, from: Date, more: Partial<PriceBookEntry> = {}): PriceBookEntry {
  const price = priceAt(Number(id.replace(/\D/g, '')));
  const always = { effectiveUntil: null, endedAt: null, createdAt: from, source: 'admin' as const };
  return { id, modelId: 'm', effectiveFrom: from, price, ...always, ...more };
}

describe('the price in effect', () => {
  const catalog = [entry('list-10', day(1), { source: 'catalog' }), entry('list-20', day(10), { source: 'catalog' })];
  const at = (entries: PriceBookEntry[], when: Date) => resolvePrice(own, entries, when.getTime()).price.inputMicros;

  it('is the card’s own where the book says nothing', () => {
    expect(resolvePrice(own, [], 0)).toEqual({ price: own, source: 'card' });
    expect(at(catalog, new Date(day(1).getTime() - 1))).toBe(7);
  });

  it('is the newest of the catalog’s, from its very millisecond on', () => {
    expect(at(catalog, day(1))).toBe(10);
    expect(at(catalog, new Date(day(10).getTime() - 1))).toBe(10);
    expect(at(catalog, day(10))).toBe(20);
  });

  it('is an administrator’s while that holds, also over a newer one of the catalog', () => {
    const entries = [...catalog, entry('own-30', day(5), { effectiveUntil: day(20) })];
    expect([day(4), day(5), day(15), day(20)].map((when) => at(entries, when))).toEqual([10, 30, 30, 20]);
  });

  it('is of two administrators’ the one that begins later, and the earlier one again when that is over', () => {
    const entries = [entry('own-30', day(1)), entry('own-40', day(5), { effectiveUntil: day(8) })];
    expect([day(4), day(5), day(8)].map((when) => at(entries, when))).toEqual([30, 40, 30]);
  });

  it('is of two that begin together the one written last', () => {
    const entries = [entry('own-40', day(5), { createdAt: day(3) }), entry('own-30', day(5), { createdAt: day(2) })];
    expect(at(entries, day(6))).toBe(40);
  });

  it('is never one that was withdrawn before it began, nor one that was ended', () => {
    const withdrawn = entry('own-30', day(5), { endedAt: day(2) });
    const ended = entry('own-40', day(1), { endedAt: day(4) });
    expect(at([withdrawn, ended, ...catalog], day(6))).toBe(10);
    expect(at([ended], new Date(day(4).getTime() - 1))).toBe(40);
  });
});

const instants = fc.integer({ min: 0, max: 60 }).map((number) => day(number));
const entries = fc
  .array(
    fc.record({
      from: instants,
      until: fc.option(instants),
      ended: fc.option(instants),
      written: instants,
      source: fc.constantFrom('admin' as const, 'catalog' as const),
    }),
    { maxLength: 12 },
  )
  .map((rows) =>
    rows.map(({ from, until, ended, written, source }, at) =>
      entry(`e-${at + 100}`, from, { effectiveUntil: until, endedAt: ended, createdAt: written, source }),
    ),
  );
const moments = fc.integer({ min: day(0).getTime() - 5, max: day(61).getTime() });

describe('for any price book and instant', () => {
  const stepAt = (book: PriceBookEntry[], atMs: number) =>
    priceTimeline(own, book).findLast(({ fromMs }) => fromMs <= atMs);

  it('there is exactly one price, and the timeline in memory gives it, whatever the order of the entries', () => {
    fc.assert(
      fc.property(entries, moments, (book, atMs) => {
        const resolved = resolvePrice(own, book, atMs);
        expect(stepAt(book, atMs)).toMatchObject(resolved);
        expect(resolvePrice(own, book.toReversed(), atMs)).toEqual(resolved);
      }),
    );
  });

  it('the price is of an entry that holds then, and switches only where an entry begins or ends', () => {
    fc.assert(
      fc.property(entries, (book) => {
        const edges = new Set(book.flatMap((row) => [row.effectiveFrom.getTime(), endOfEntry(row)]));
        for (const { fromMs, entryId } of priceTimeline(own, book)) {
          expect(fromMs === -Infinity || edges.has(fromMs)).toBe(true);
          const source = book.find(({ id }) => id === entryId);
          if (!source) continue;
          expect(source.effectiveFrom.getTime() <= fromMs && fromMs < endOfEntry(source)).toBe(true);
        }
      }),
    );
  });
});

describe('models with their prices', () => {
  const book = [
    entry('list-10', day(1), { source: 'catalog' }),
    entry('same-10', day(5)),
    entry('own-30', day(9), { effectiveUntil: day(12) }),
  ];
  const [model] = toPricedModels([card, { ...card, id: '' }], [...book, { ...entry('e-1', day(1)), price: {} }]);

  it('leave out what a newer version wrote in another form', () => {
    expect(toPricedModels([card, { id: 'odd' }], [])).toHaveLength(1);
    expect(model?.steps).toHaveLength(5);
  });

  it('switch at the instant without being read again, and tell the next other price', () => {
    const shown = [0, day(1).getTime(), day(6).getTime(), day(9).getTime(), day(12).getTime()].map((atMs) => {
      const { price, nextPrice } = cardAt(model ?? { id: 'm', steps: [] }, atMs);
      return [price.inputMicros, nextPrice?.price.inputMicros, nextPrice?.fromMs];
    });
    expect(shown).toEqual([
      [7, 10, day(1).getTime()],
      [10, 30, day(9).getTime()],
      [10, 30, day(9).getTime()],
      [30, 10, day(12).getTime()],
      [10, undefined, undefined],
    ]);
  });
});

describe('two prices', () => {
  it('are the same when they say the same, in whatever order PostgreSQL or a catalog holds their members', () => {
    const { inputMicros, ...rest } = priceAt(5);
    const tier = { aboveInputTokens: 9, ...priceAt(6) };
    const { aboveInputTokens, ...rates } = tier;
    const one = { inputMicros, ...rest, tiers: [tier] };
    const other = { tiers: [{ ...rates, aboveInputTokens }], ...rest, inputMicros };
    expect(isSamePrice(one, other)).toBe(true);
    expect(isSamePrice(one, { ...other, tiers: [{ ...tier, outputMicros: 2 }] })).toBe(false);
    expect(isSamePrice(one, priceAt(5))).toBe(false);
  });
});
