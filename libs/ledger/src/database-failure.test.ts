import { describe, expect, it } from '@jest/globals';
import { classifyDatabaseFailure } from './database-failure.ts';

const withCode = (code: string): Error => Object.assign(new Error('boom'), { code });

describe('classifyDatabaseFailure', () => {
  it.each(['40001', '40P01', '55P03'])('%s may win next time', (code) => {
    expect(classifyDatabaseFailure(withCode(code))).toBe('retry');
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', '57P01', '57P03', '57014', '53300', '08006', '25006'])(
    '%s means that the database does not answer',
    (code) => {
      expect(classifyDatabaseFailure(withCode(code))).toBe('unavailable');
    },
  );

  it.each([
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Cannot use a pool after calling end on the pool',
    'Client has encountered a connection error and is not queryable',
  ])('"%s" means that the database does not answer', (message) => {
    expect(classifyDatabaseFailure(new Error(message))).toBe('unavailable');
  });

  it('looks into the error that a host with several addresses fails with', () => {
    expect(classifyDatabaseFailure(new AggregateError([withCode('ECONNREFUSED')]))).toBe('unavailable');
  });

  it.each(['22P02', '23505', '23514', '42501', 'P0001'])('%s is the statement’s own fault', (code) => {
    expect(classifyDatabaseFailure(withCode(code))).toBe('refused');
  });

  it('takes a programming error for what it is', () => {
    expect(classifyDatabaseFailure(new TypeError('x is not a function'))).toBe('refused');
    expect(classifyDatabaseFailure('thrown text')).toBe('refused');
  });
});
