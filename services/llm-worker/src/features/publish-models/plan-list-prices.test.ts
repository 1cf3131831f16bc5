import type { ModelPrice } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ListedPrices, type OpenListPrice, planListPrices } from './plan-list-prices.ts';

const priceOf = (inputMicros: number): ModelPrice => ({
  inputMicros,
  cacheReadMicros: 1,
  cacheWrite5mMicros: 1,
  cacheWrite1hMicros: 1,
  outputMicros: 1,
});
const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const now = day(10);
const listedOn = day(5);

const entry = (id: string, from: Date, inputMicros: number, listed = listedOn): OpenListPrice => ({
  ...{ id, modelId: 'm', effectiveFrom: from, price: priceOf(inputMicros), listedOn: listed },
});
const list = (...prices: [inputMicros: number, from?: Date][]): ListedPrices => ({
  modelId: 'm',
  prices: prices.map(([inputMicros, from]) => ({ price: priceOf(inputMicros), ...(from && { from }) })),
});
const plan = (listed: ListedPrices, open: OpenListPrice[]) => planListPrices([listed], { open, listedOn, now });
const nothing = { begin: [], end: [] };

describe('the list prices of a worker', () => {
  it('are written at the first start: the price of today at once, announced ones for their day, past ones never', () => {
    expect(plan(list([1], [2, day(8)], [3, day(20)]), [])).toEqual({
      begin: [
        { modelId: 'm', price: priceOf(2) },
        { modelId: 'm', price: priceOf(3), from: day(20) },
      ],
      end: [],
    });
  });

  it('change nothing where the book says the same', () => {
    expect(plan(list([2], [3, day(20)]), [entry('a', day(6), 2), entry('b', day(20), 3)])).toEqual(nothing);
  });

  it('replace a price that has changed in one instant', () => {
    expect(plan(list([2]), [entry('a', day(6), 1)])).toEqual({
      begin: [{ modelId: 'm', price: priceOf(2) }],
      end: ['a'],
    });
  });

  it('withdraw a price that is no longer announced, and correct one that is announced differently', () => {
    expect(plan(list([1]), [entry('a', day(6), 1), entry('b', day(20), 9)])).toEqual({ begin: [], end: ['b'] });
    expect(plan(list([1], [8, day(20)]), [entry('a', day(6), 1), entry('b', day(20), 9)])).toEqual({
      begin: [{ modelId: 'm', price: priceOf(8), from: day(20) }],
      end: ['b'],
    });
  });

  it('leave an announced price alone once it holds, and put away the one before', () => {
    expect(plan(list([1], [2, day(8)]), [entry('a', day(6), 1), entry('b', day(8), 2)])).toEqual({
      begin: [],
      end: ['a'],
    });
  });

  it('give way to those of a newer list, of another version in the middle of an upgrade', () => {
    expect(plan(list([2]), [entry('a', day(6), 1, day(7))])).toEqual(nothing);
  });

  it('touch no model that the list does not have', () => {
    expect(plan({ ...list([1]), modelId: 'other' }, [entry('a', day(6), 1)]).end).toEqual([]);
  });
});

describe('any list and any book', () => {
  const prices = fc.integer({ min: 1, max: 3 });
  const days = fc.integer({ min: 1, max: 20 }).map(day);
  const lists = fc.tuple(prices, fc.array(fc.tuple(prices, days), { maxLength: 4 })).map(([first, later]) => {
    const dated = new Map(later.map(([price, from]) => [from.getTime(), price]));
    const ordered = [...dated].toSorted(([one], [other]) => one - other);
    return list([first], ...ordered.map(([from, price]): [number, Date] => [price, new Date(from)]));
  });
  const books = fc
    .array(fc.tuple(days, prices), { maxLength: 6 })
    .map((rows) => rows.map(([from, price], at) => entry(`e${at}`, from, price)));

  it('agree after the change, so that publishing again changes nothing', () => {
    fc.assert(
      fc.property(lists, books, (listed, open) => {
        const { begin, end } = plan(listed, open);
        const added = begin.map(({ from, price }, at) => ({ ...entry(`n${at}`, from ?? now, 0), price }));
        const after = [...open.filter(({ id }) => !end.includes(id)), ...added];
        expect(plan(listed, after)).toEqual(nothing);
      }),
    );
  });
});
