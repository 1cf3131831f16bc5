import type { Redis } from 'ioredis';
import { backlogKey } from '../keys.ts';

/** How many runs of each account wait in the queue. */
export type Backlog = {
  /** Counts a run in; answers how many of its account wait now, this one included. */
  enter(accountId: string, runId: string): Promise<number>;
  /** A worker has taken it. */
  leave(accountId: string, runId: string): Promise<void>;
};

/** A run that waits for longer is given up by the sweep. */
const MAX_WAIT_MS = 60_000;

const enterScript = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return redis.call('ZCARD', KEYS[1])`;

type BacklogClient = Redis & { enterBacklog(key: string, ...args: (string | number)[]): Promise<number> };

/** Counted by run, so that a run that is counted in or out twice counts once, and one that is lost counts for a minute. */
export function createBacklog(redis: Redis): Backlog {
  redis.defineCommand('enterBacklog', { numberOfKeys: 1, lua: enterScript });
  const client = redis as BacklogClient;
  return {
    enter: (accountId, runId) => client.enterBacklog(backlogKey(accountId), Date.now(), runId, MAX_WAIT_MS),
    async leave(accountId, runId) {
      await redis.zrem(backlogKey(accountId), runId);
    },
  };
}
