import { describe, expect, it } from '@jest/globals';
import { type OurPayment, type StripeLine, compareBooks } from './compare-books.ts';

const ours = (changes: Partial<OurPayment> = {}): Map<string, OurPayment> =>
  new Map([
    ['pay_1', { id: 'pay_1', amountCents: 1_000, isCredited: true, taken: new Map([['re_1', 400]]), ...changes }],
  ]);

const charge: StripeLine = { kind: 'charge', id: 'ch_1', paymentId: 'pay_1', cents: 1_000, isUndone: false };
const refund: StripeLine = { kind: 'refund', id: 're_1', paymentId: 'pay_1', cents: -400, isUndone: false };

describe('the books of a day', () => {
  it('agree when what came is credited and what went is taken back', () => {
    expect(compareBooks([charge, refund], ours())).toEqual([]);
  });

  it.each([
    ['money that nobody credited', charge, ours({ isCredited: false }), 'not_credited'],
    ['money of a payment that there is not', charge, new Map(), 'not_credited'],
    ['another amount than was sold', { ...charge, cents: 999 }, ours(), 'other_amount'],
    ['a refund that took no credits', refund, ours({ taken: new Map() }), 'not_taken_back'],
    ['a refund that took credits for another amount', { ...refund, cents: -500 }, ours(), 'other_amount'],
  ])('tell of %s', (_name, line, books, kind) => {
    expect(compareBooks([line], books)).toMatchObject([{ kind, id: line.id, paymentId: 'pay_1' }]);
  });

  it('ask nothing of a refund that failed meanwhile, nor of the money that came back by it', () => {
    const books = ours({ taken: new Map() });
    expect(
      compareBooks(
        [
          { ...refund, isUndone: true },
          { ...refund, cents: 400, isUndone: true },
        ],
        books,
      ),
    ).toEqual([]);
  });
});
