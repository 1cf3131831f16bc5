import { describe, expect, it } from '@jest/globals';
import { isDependencyFailure } from './is-dependency-failure.ts';

const withCode = (code: string, more: object = {}): Error => Object.assign(new Error('it failed'), { code, ...more });

describe('a failure of a dependency', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['one beneath another error', new Error('fetch failed', { cause: withCode('ECONNRESET') })],
    ['one of several addresses', new AggregateError([withCode('EHOSTUNREACH')])],
    ['PostgreSQL that starts', withCode('57P03')],
    ['PostgreSQL that starts, told by Prisma', withCode('P2010', { meta: { driverAdapterError: withCode('57P03') } })],
    ['no connection of the pool in time', withCode('P2024')],
    ['no transaction in time', withCode('P2028')],
    ['a connection that the adapter lost', { name: 'DriverAdapterError', cause: { kind: 'ConnectionClosed' } }],
    ['Redis that loads its data', new Error('LOADING Redis is loading the dataset in memory')],
  ])('is known by its form: %s', (_, thrown) => {
    expect(isDependencyFailure(thrown)).toBe(true);
  });

  it.each([
    ['a unique column', withCode('P2002')],
    ['a unique column, told by PostgreSQL', withCode('23505')],
    ['a raw statement that is wrong', withCode('P2010', { meta: { driverAdapterError: withCode('42601') } })],
    ['an error of ours', new TypeError('undefined is not a function')],
    ['a text', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('is not what something else is: %s', (_, thrown) => {
    expect(isDependencyFailure(thrown)).toBe(false);
  });
});
