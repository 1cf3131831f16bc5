import { AppError } from '@smart-ai-hub/contracts';
import type { RequestHandler } from 'express';

/**
 * Guards what works by cookie alone: a browser says in `Origin` whose page sent a POST, and only the web app's may. The host that
 * the request itself names is as good as FRONTEND_URL: a browser does not let a page choose either. Programs send no Origin
 * and hold nobody else's cookies. SameSite=Strict is the first line; this one also keeps out sibling domains and other ports.
 */
export function refuseOtherOrigins(frontendUrl: string): RequestHandler {
  const ownOrigin = new URL(frontendUrl).origin;
  return (request, _response, next) => {
    const { origin } = request.headers;
    const isOwn = origin === undefined || origin === ownOrigin || hostOf(origin) === request.host;
    next(
      isOwn ? undefined : new AppError('forbidden', { detail: 'This is only for the pages of the web app itself.' }),
    );
  };
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
