import {
  AppError,
  type TokenCount,
  type TokenCountPayload,
  type TokenCountReply,
  newId,
  tokenCountJob,
  tokenCountReplySchema,
} from '@smart-ai-hub/contracts';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

export type TokenCounter = {
  /**
   * Asks a worker for the tokens of a prompt; answers within the time limit or throws.
   * @throws AppError no_capacity when nobody answered in time or too many wait already, dependency_unavailable, or what the
   * provider said
   */
  count(question: Pick<TokenCountPayload, 'model' | 'wire'>): Promise<TokenCount>;
  close(): Promise<void>;
};

export type TokenCounterOptions = {
  /** A connection that fails fast while Redis is away. */
  redis: Redis;
  /** The connection that is subscribed to `replyTo`. */
  subscriber: Redis;
  replyTo: string;
  timeoutMs?: number;
  /** Questions of this process that may wait at once: each holds its prompt in memory. */
  maxWaiting?: number;
};

const TIMEOUT_MS = 10_000;
const MAX_WAITING = 500;

/** The asking side of token counts: a job there, one message back over the reply channel of this process. */
export function createTokenCounter(options: TokenCounterOptions): TokenCounter {
  const { redis, subscriber, replyTo, timeoutMs = TIMEOUT_MS, maxWaiting = MAX_WAITING } = options;
  const queue = new Queue<TokenCountPayload>(tokenCountJob.queue, { connection: redis, skipVersionCheck: true });
  queue.on('error', () => undefined); // The connection itself logs; an unheard error event would end the process.
  const waiting = new Map<string, (reply: TokenCountReply) => void>();
  subscriber.on('message', (_channel, message: string) => {
    const end = message.indexOf('\n');
    waiting.get(message.slice(0, end))?.(readReply(message.slice(end + 1)));
  });

  const ask = async (payload: TokenCountPayload): Promise<TokenCountReply | 'late'> => {
    const { countId } = payload;
    let timer: NodeJS.Timeout | undefined;
    try {
      const reply = new Promise<TokenCountReply | 'late'>((resolve) => {
        waiting.set(countId, resolve);
        timer = setTimeout(resolve, timeoutMs, 'late');
      });
      // Jobs hold prompts: an ended one is gone, whatever its end.
      await queue.add(tokenCountJob.name, payload, { jobId: countId, removeOnComplete: true, removeOnFail: true });
      return await reply;
    } finally {
      clearTimeout(timer);
      waiting.delete(countId);
    }
  };

  return {
    async count(question) {
      if (waiting.size >= maxWaiting) throw notCounted('Too many counts of tokens are waiting just now.');
      const countId = newId('cnt');
      const payload = { ...question, countId, replyTo, deadlineAtMs: Date.now() + timeoutMs };
      const reply = await ask(payload).catch((cause: unknown) => {
        const detail = 'The queue is temporarily unavailable. Try again.';
        throw new AppError('dependency_unavailable', { detail, retryAfterSeconds: 1, cause });
      });
      if (reply === 'late') {
        // A worker that holds it has let go of it by itself.
        queue.remove(countId).catch(() => undefined);
        throw notCounted(`The tokens were not counted within ${timeoutMs / 1000} s.`);
      }
      if ('answer' in reply) return reply;
      const { code, detail, retryAfterSeconds } = reply.error;
      throw new AppError(code, { detail, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) });
    },
    close: () => queue.close(),
  };
}

function notCounted(why: string): AppError {
  return new AppError('no_capacity', { detail: `${why} Nothing was charged; try again.`, retryAfterSeconds: 1 });
}

/** During a rolling deploy a newer worker may answer with a code that this process does not know. */
function readReply(json: string): TokenCountReply {
  const reply = tokenCountReplySchema.safeParse(JSON.parse(json));
  return reply.success
    ? reply.data
    : { error: { code: 'internal', detail: 'The tokens were not counted. Try again.' } };
}
