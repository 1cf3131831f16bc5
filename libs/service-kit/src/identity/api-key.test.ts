import { describe, expect, it } from '@jest/globals';
import { apiKeyPrefix, generateApiKey, hashApiKey, isWellFormedApiKey } from './api-key.ts';

describe('API keys', () => {
  it('have the announced form, and pass their own check', () => {
    const keys = Array.from({ length: 200 }, () => generateApiKey());
    for (const key of keys) {
      expect(key).toMatch(/^sah_live_[0-9A-Za-z]{38}$/);
      expect(isWellFormedApiKey(key)).toBe(true);
    }
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('are refused without a look-up when one character is wrong, missing or too many', () => {
    const key = generateApiKey();
    for (let i = 'sah_live_'.length; i < key.length; i += 1) {
      const other = key[i] === 'a' ? 'b' : 'a';
      expect(isWellFormedApiKey(key.slice(0, i) + other + key.slice(i + 1))).toBe(false);
    }
    for (const text of ['', 'sah_live_', key.slice(1), key.slice(0, -1), `${key}0`, ` ${key}`, `${key}\n`]) {
      expect(isWellFormedApiKey(text)).toBe(false);
    }
  });

  it('are stored as SHA-256 in hex and shown by their first characters', () => {
    expect(hashApiKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(apiKeyPrefix('sah_live_x7QzABCDEF')).toBe('sah_live_x7Qz');
  });
});
