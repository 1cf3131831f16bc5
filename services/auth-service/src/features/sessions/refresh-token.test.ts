import { describe, expect, it } from '@jest/globals';
import { createRefreshTokens } from './refresh-token.ts';

const key = Buffer.alloc(32, 1);
const sessionId = `ses_${'0'.repeat(26)}`;

describe('refresh tokens', () => {
  const tokens = createRefreshTokens([key]);

  it('are read back as what they were made of', () => {
    expect(tokens.parse(tokens.make({ sessionId, generation: 7 }))).toEqual({ sessionId, generation: 7 });
  });

  it('are the same for the same rotation, and different for every other', () => {
    expect(tokens.make({ sessionId, generation: 1 })).toBe(tokens.make({ sessionId, generation: 1 }));
    expect(tokens.make({ sessionId, generation: 1 })).not.toBe(tokens.make({ sessionId, generation: 2 }));
  });

  it('cannot be made without the key, nor moved to another session or generation', () => {
    const genuine = tokens.make({ sessionId, generation: 1 });
    const forged = createRefreshTokens([Buffer.alloc(32, 2)]).make({ sessionId, generation: 1 });
    for (const token of [
      forged,
      genuine.replace('.1.', '.2.'),
      genuine.replace('ses_0', 'ses_1'),
      genuine.slice(0, -1),
      '',
      'x',
    ]) {
      expect(tokens.parse(token)).toBeUndefined();
    }
  });

  it('are still read after the key has changed, as long as the previous one is known', () => {
    const renewed = createRefreshTokens([Buffer.alloc(32, 2), key]);
    expect(renewed.parse(tokens.make({ sessionId, generation: 1 }))).toEqual({ sessionId, generation: 1 });
  });
});
