import { AppError } from '@smart-ai-hub/contracts';
import express, { type RequestHandler } from 'express';
import { type BodyRoom, waitForRoom } from './body-room.ts';

const DEFAULT_LIMIT_BYTES = 100 * 2 ** 10;

/** Far beyond any real body, and far below where code that walks a body by recursion would exhaust the stack. */
const MAX_DEPTH = 250;

/**
 * Reads a JSON body of at most 100 kB, or as large as there is `room` for, and of at most 250 levels of nesting; another media type is
 * refused rather than ignored.
 */
export function jsonBody(room?: BodyRoom): RequestHandler[] {
  return [
    refuseOtherMediaTypes,
    ...(room ? [waitForRoom(room)] : []),
    express.json({
      limit: room?.limitBytes ?? DEFAULT_LIMIT_BYTES,
      strict: true,
      type: ['application/json', 'application/*+json'],
    }),
    refuseDeepNesting,
  ];
}

/**
 * JSON that did not come as the body of a request, under the same rules.
 * @throws AppError malformed_json, validation_failed when it is nested without reason
 */
export function parseJsonText(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('malformed_json', { detail: 'The message is not valid JSON.' });
  }
  refuseDeepValue(value, 'message');
  return value;
}

const refuseDeepNesting: RequestHandler = (request, _response, next) => {
  refuseDeepValue(request.body, 'body');
  next();
};

function refuseDeepValue(value: unknown, name: string): void {
  if (!isDeeperThan(MAX_DEPTH, value)) return;
  const detail = `The ${name} must not be nested deeper than ${MAX_DEPTH} levels.`;
  throw new AppError('validation_failed', { detail });
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}

const refuseOtherMediaTypes: RequestHandler = (request, _response, next) => {
  // A request without a body is not refused here: the schema will judge it. `fetch` announces such a one as length 0.
  const isEmpty = request.headers['content-length'] === '0';
  const isAcceptable = isEmpty || request.is(['application/json', 'application/*+json']) !== false;
  next(
    isAcceptable ? undefined : new AppError('unsupported_media_type', { detail: 'Send the body as application/json.' }),
  );
};
