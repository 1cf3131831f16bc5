import { AppError } from '@smart-ai-hub/contracts';
import { Semaphore, withTimeout } from 'async-mutex';
import type { RequestHandler, Response } from 'express';
import { getHeapStatistics } from 'node:v8';
import { requestLocals } from './request-locals.ts';

/** Room for a long prompt with pictures: routes that take LLM calls. */
const LIMIT_BYTES = 20 * 2 ** 20;
/** Bodies up to this size are read whatever else is being read: they do not wait behind large ones. */
const SMALL_BYTES = 256 * 2 ** 10;
/** What a body grows to while it is parsed, checked and written again: measured with bodies of millions of short members. */
const HEAP_BYTES_PER_BODY_BYTE = 24;
const WAIT_MS = 20_000;

/** Lets large bodies in as far as the memory of this process goes. */
export type BodyRoom = {
  /** Of one body. */
  limitBytes: number;
  /**
   * Waits until a body of so many bytes may be read. The answer is to be called once the body is let go.
   * @throws AppError dependency_unavailable when others have taken the room for too long
   */
  enter(bytes: number): Promise<() => void>;
};

/** One per process. Without a size given, half of the heap that Node may use is for bodies in hand, and one of the largest always fits. */
export function createBodyRoom({
  roomBytes = getHeapStatistics().heap_size_limit / 2 / HEAP_BYTES_PER_BODY_BYTE,
  waitMs = WAIT_MS,
}: { roomBytes?: number; waitMs?: number } = {}): BodyRoom {
  const room = Math.max(LIMIT_BYTES, Math.floor(roomBytes));
  const detail = 'Many large requests are being read right now. Nothing was charged; try again in a moment.';
  const semaphore = withTimeout(
    new Semaphore(room),
    waitMs,
    new AppError('dependency_unavailable', { detail, retryAfterSeconds: 5 }),
  );
  return {
    limitBytes: LIMIT_BYTES,
    async enter(bytes) {
      const [, leave] = await semaphore.acquire(Math.min(Math.max(1, bytes), room));
      return leave;
    },
  };
}

/** Holds a request back until there is room for its body. One of unknown length takes the room of the largest. */
export function waitForRoom({ enter, limitBytes }: BodyRoom): RequestHandler {
  return async (request, response, next) => {
    const told = Number(request.headers['content-length'] ?? (request.headers['transfer-encoding'] ? limitBytes : 0));
    // One that is too large is refused by whoever reads it.
    if (told <= SMALL_BYTES || told > limitBytes) return next();
    const leave = await enter(told);
    // Whoever waited for its turn may be gone, and would never be heard to close.
    if (response.closed) return leave();
    requestLocals(response).leaveBodyRoom = leave;
    response.once('close', leave);
    next();
  };
}

/** Lets go of the body of a request whose answer may take much longer than anybody needs what it asked. */
export function releaseBody(response: Response): void {
  response.req.body = undefined;
  requestLocals(response).leaveBodyRoom?.();
}
