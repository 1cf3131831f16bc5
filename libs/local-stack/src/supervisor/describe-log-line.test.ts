import { describe, expect, it } from '@jest/globals';
import { describeLogLine } from './describe-log-line.ts';

const quiet = { isVerbose: false };

describe('what a person sees of a log line', () => {
  it.each([
    ['{"level":"info","msg":"listening"}', undefined],
    ['{"level":"warn","msg":"provider is slow"}', 'warn: provider is slow'],
    [
      '{"level":"error","msg":"query failed","err":{"message":"connection refused"}}',
      'error: query failed (connection refused)',
    ],
    [
      '{"level":"error","msg":"connection refused","err":{"message":"connection refused"}}',
      'error: connection refused',
    ],
    ['TypeError: x is not a function', 'TypeError: x is not a function'],
    ['{ not json', '{ not json'],
    ['', undefined],
  ])('of %s is %s', (line, seen) => {
    expect(describeLogLine(line, quiet)).toBe(seen);
  });

  it('is everything when asked for', () => {
    expect(describeLogLine('{"level":"info","msg":"listening"}', { isVerbose: true })).toBe(
      '{"level":"info","msg":"listening"}',
    );
  });
});
