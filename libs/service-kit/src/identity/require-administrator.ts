import { AppError } from '@smart-ai-hub/contracts';
import type { RequestHandler } from 'express';
import { identityOf } from './identify.ts';

/** Goes after `identify`. An administrator's API key does not do: a key that leaks from a program must not set prices. */
export const requireAdministrator: RequestHandler = (_request, response, next) => {
  const { role, apiKeyId } = identityOf(response);
  if (role !== 'admin' || apiKeyId !== undefined) {
    throw new AppError('forbidden', { detail: 'Only a signed-in administrator may do this.' });
  }
  next();
};
