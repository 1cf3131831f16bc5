import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** The parts of a genuine refresh token: its session and how many rotations came before it. */
export type RefreshTokenParts = { sessionId: string; generation: number };

export type RefreshTokens = {
  make(parts: RefreshTokenParts): string;
  /** Undefined for everything that this service did not make. */
  parse(token: string): RefreshTokenParts | undefined;
};

const tokenPattern = /^(ses_[0-9a-z]{26})\.(\d{1,9})\.([\w-]{43})$/;

/**
 * Refresh tokens are `session.generation.signature`. The signature is the secret part; since it follows from the other two and a
 * key, a tab that lost the race for a rotation is given the same successor as the tab that won it, and a token that is
 * genuine but old is told apart from a forged one, which must not be able to end anybody's session.
 * `keys`: the first signs, all verify.
 */
export function createRefreshTokens(keys: readonly [Buffer, ...Buffer[]]): RefreshTokens {
  const sign = (key: Buffer, { sessionId, generation }: RefreshTokenParts) =>
    createHmac('sha256', key).update(`${sessionId}.${generation}`).digest();
  return {
    make: (parts) => `${parts.sessionId}.${parts.generation}.${sign(keys[0], parts).toString('base64url')}`,
    parse: (token) => {
      const [, sessionId, generationText, signature] = tokenPattern.exec(token) ?? [];
      if (sessionId === undefined || generationText === undefined || signature === undefined) return undefined;
      const parts = { sessionId, generation: Number(generationText) };
      const given = Buffer.from(signature, 'base64url');
      return keys.some((key) => timingSafeEqual(sign(key, parts), given)) ? parts : undefined;
    },
  };
}

/** What is stored of a token. */
export function hashRefreshToken(token: string): string {
  return hash('sha256', token, 'hex');
}
