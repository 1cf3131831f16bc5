import { AppError } from '@smart-ai-hub/contracts';
import type { RequestHandler } from 'express';
import { requestLocals } from './request-locals.ts';

/** Ends a router: 405 with `Allow` where the path exists for other methods, else 404. OPTIONS is answered with `Allow`. */
export const notFoundHandler: RequestHandler = (request, response, next) => {
  const allowed = requestLocals(response).allowedMethods;
  if (allowed === undefined) {
    next(new AppError('not_found', { detail: 'There is nothing at this address.' }));
    return;
  }
  const allow = [...allowed].sort().join(', ');
  response.set('allow', allow);
  if (request.method === 'OPTIONS') response.status(204).end();
  else next(new AppError('method_not_allowed', { detail: `This address takes ${allow} only.` }));
};
