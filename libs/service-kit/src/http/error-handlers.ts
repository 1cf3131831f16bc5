import {
  type AppError,
  errorHeaders,
  errorTable,
  toAnthropicError,
  toOpenAiError,
  toProblem,
} from '@smart-ai-hub/contracts';
import type { ErrorRequestHandler, Response } from 'express';
import { requestLocals } from './request-locals.ts';
import { translateError } from './translate-error.ts';

type Rendering = { contentType: string; body: unknown };

/** RFC 9457 problem+json: everything under `/api`, and whatever no other renderer took. */
export const problemErrorHandler = createErrorHandler((error, requestId) => ({
  contentType: 'application/problem+json; charset=utf-8',
  body: toProblem(error, requestId),
}));

/** OpenAI's error envelope: routers under `/v1` end with it. */
export const openAiErrorHandler = createErrorHandler((error) => ({
  contentType: 'application/json; charset=utf-8',
  body: toOpenAiError(error),
}));

/** Anthropic's error envelope: the router of `/v1/messages` ends with it. */
export const anthropicErrorHandler = createErrorHandler((error, requestId) => ({
  contentType: 'application/json; charset=utf-8',
  body: toAnthropicError(error, requestId),
}));

/**
 * The one place where an error becomes an answer. Logs it once; an answer that has already begun is cut off, so that
 * its reader sees a broken stream rather than an end that looks whole or a connection that hangs.
 */
function createErrorHandler(render: (error: AppError, requestId: string) => Rendering): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = translateError(thrown);
    const locals = requestLocals(response);
    locals.error = error;
    logError(error, thrown, response, request.method);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { contentType, body } = render(error, locals.requestId);
    response.status(error.status).set(errorHeaders(error)).set('content-type', contentType);
    if (error.status === 401) response.set('www-authenticate', 'Bearer');
    if (error.status === 413) response.set('connection', 'close');
    response.end(JSON.stringify(body));
  };
}

function logError(error: AppError, thrown: unknown, response: Response, method: string): void {
  const { logger, requestId, route, runId } = requestLocals(response);
  const entry = {
    code: error.code,
    owner: errorTable[error.code].owner,
    detail: error.detail,
    method,
    route,
    requestId,
    runId,
    ...(error.internal !== undefined && { internal: error.internal }),
  };
  if (error.status >= 500) logger.error({ ...entry, err: error.cause ?? thrown }, 'request failed');
  else logger.info(entry, 'request refused');
}
