import { describe, expect, it } from '@jest/globals';
import { passwordHint } from './password-hint.ts';

describe('the hint at a password', () => {
  it('counts down to the shortest that is accepted', () => {
    expect(passwordHint('abc')).toBe('5 more to reach 8 characters.');
  });

  it('calls length strong and repetition weak', () => {
    expect(passwordHint('correct horse battery')).toBe('Strong.');
    expect(passwordHint('aaaaaaaaaaaaaaaa')).toContain('Weak');
    expect(passwordHint('password123')).toContain('Fair');
    expect(passwordHint('Passw0rd!x')).toContain('Good');
  });
});
