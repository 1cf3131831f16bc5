import type { CookieOptions, Request, Response } from 'express';

export type RefreshCookie = {
  read(request: Request): string | undefined;
  write(response: Response, token: string): void;
  clear(response: Response): void;
};

const MAX_AGE_MS = 30 * 86_400_000;

/**
 * The refresh token's only way to the browser and back: out of reach of scripts, never sent by another site's page. Under https the
 * `__Host-` prefix also keeps sibling domains from planting one; plain http (a start on one's own machine) cannot have it.
 */
export function createRefreshCookie(frontendUrl: string): RefreshCookie {
  const secure = new URL(frontendUrl).protocol === 'https:';
  const name = secure ? '__Host-refresh' : 'refresh';
  const options: CookieOptions = { httpOnly: true, secure, sameSite: 'strict', path: '/' };
  return {
    read: (request) => {
      const value: unknown = (request.cookies as Record<string, unknown> | undefined)?.[name];
      return typeof value === 'string' && value !== '' ? value : undefined;
    },
    write: (response, token) => void response.cookie(name, token, { ...options, maxAge: MAX_AGE_MS }),
    clear: (response) => void response.clearCookie(name, options),
  };
}
