import { AppError } from '@smart-ai-hub/contracts';
import type { CookieOptions, Request, Response } from 'express';
import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';

export type BoardSession = {
  /** Lets the browser of an administrator open the board for ten minutes. */
  open(userId: string, response: Response): Promise<void>;
  /** Whose browser asks. @throws AppError unauthenticated */
  require(request: Request): Promise<string>;
};

const SECONDS = 600;
const SECRET_BYTES = 32;

/** The secret itself is nowhere but in the browser. */
const keyOf = (secret: string) => `admin:queues:${createHash('sha256').update(secret).digest('base64url')}`;

/**
 * A page that a browser opens by its address cannot send a Bearer token. So an administrator's token is traded for a cookie that scripts do
 * not see, that no other site's page can send, and that goes to the board only. All gateways find it in Redis.
 */
export function createBoardSession(
  redis: Redis,
  { path, isSecure }: { path: string; isSecure: boolean },
): BoardSession {
  const name = isSecure ? '__Secure-queues' : 'queues';
  const options: CookieOptions = { httpOnly: true, secure: isSecure, sameSite: 'strict', path };
  return {
    async open(userId, response) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      await redis.set(keyOf(secret), userId, 'EX', SECONDS);
      response.cookie(name, secret, { ...options, maxAge: SECONDS * 1000 });
    },
    async require(request) {
      const secret = readCookie(request, name);
      const userId = secret === undefined ? null : await redis.get(keyOf(secret));
      if (userId !== null) return userId;
      throw new AppError('unauthenticated', {
        detail: 'Open the queues from the menu of the web app, as an administrator. That holds for ten minutes.',
      });
    },
  };
}

function readCookie({ headers }: Request, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}
