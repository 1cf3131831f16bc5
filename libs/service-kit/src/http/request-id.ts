import { newId } from '@smart-ai-hub/contracts';
import type { RequestHandler } from 'express';
import type { Logger } from '../logging/create-logger.ts';
import { requestLocals } from './request-locals.ts';

/** Ids from outside are kept only in a harmless form: they end up in logs and headers. */
const acceptableId = /^[\w.:-]{1,100}$/;

/** Takes the request id from `x-request-id` or makes one, and sends it back in the answer. */
export function assignRequestId(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const requestId = given !== undefined && acceptableId.test(given) ? given : newId('req');
    const locals = requestLocals(response);
    locals.requestId = requestId;
    locals.logger = logger;
    response.setHeader('x-request-id', requestId);
    next();
  };
}
