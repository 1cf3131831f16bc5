import { describe, expect, it } from '@jest/globals';
import { createKeyRing } from './key-ring.ts';
import { providerKeyListSchema, providerKeysSchema } from './provider-keys.schema.ts';

describe('the keys of a provider', () => {
  it('are one, or several with commas between, some with a weight', () => {
    expect(providerKeysSchema.parse('sk-a')).toEqual([{ key: 'sk-a', weight: 1 }]);
    expect(providerKeysSchema.parse('sk-a*3, sk-b')).toEqual([
      { key: 'sk-a', weight: 3 },
      { key: 'sk-b', weight: 1 },
    ]);
    expect(providerKeyListSchema.parse(['a', { key: 'b', weight: 2 }])).toEqual([
      { key: 'a', weight: 1 },
      { key: 'b', weight: 2 },
    ]);
  });

  it.each([
    '',
    'sk-secret,',
    'sk-secret*0',
    'sk-secret*',
    'sk-secret*1.5',
    'sk-secret*101',
    'sk-secret*2*3',
    'sk secret',
    'sk-secret,sk-secret',
  ])('are refused as %j, by number and without showing one', (text) => {
    const parsed = providerKeysSchema.safeParse(text);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.message).toMatch(/place \d/);
    expect(parsed.error?.message).not.toContain('secret');
  });

  it.each([[[]], [['a', 'a']], [[{ key: 'a' }]], [[{ key: 'a', weight: 0 }]], [['a b']]])(
    'are refused as the list %j',
    (list) => {
      expect(providerKeyListSchema.safeParse(list).success).toBe(false);
    },
  );
});

describe('a ring of keys', () => {
  const nobody = new Set<number>();
  const keys = [
    { key: 'a', weight: 3 },
    { key: 'b', weight: 1 },
  ];

  it('gives turns by weight, spread evenly', () => {
    const ring = createKeyRing(keys);
    const turns = Array.from({ length: 8 }, () => ring.choose(nobody)?.key).join('');
    expect(turns).toBe('aabaaaba');
  });

  it('passes over a key that rests until it has rested, and says which comes back first when all rest', () => {
    let nowMs = 0;
    const ring = createKeyRing(keys, () => nowMs);
    ring.rest(1, 2_000);
    expect([ring.choose(nobody)?.key, ring.choose(nobody)?.key]).toEqual(['b', 'b']);
    ring.rest(2, 1_000);
    expect(ring.choose(nobody)).toBeUndefined();
    expect(ring.soonest().key).toBe('b');
    nowMs = 2_000;
    expect(ring.choose(nobody)?.key).toBe('a');
  });
});
