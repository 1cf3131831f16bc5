/** Redis names of a run. The braces keep a run's keys in one slot of a Redis Cluster. */
export const runKeys = {
  /** Stream of frames, entry id `<sequence>-0`, fields `f` (events as JSON) and `u` (cumulative usage as JSON). */
  events: (runId: string) => `run:{${runId}}:events`,
  /** Hash: `fence`, `sequence`, `ended`, `cancel`, `text` (1 once content was appended). */
  state: (runId: string) => `run:{${runId}}:state`,
  /** Set of reply channels of gateways that attached after the admission. */
  listeners: (runId: string) => `run:{${runId}}:listeners`,
  /** The caller's request as its gateway keeps it, for those that are to be looked up later. */
  request: (runId: string) => `run:{${runId}}:request`,
};

/** Sorted set of an account's runs that wait in the queue, by the time at which they entered it. */
export function backlogKey(accountId: string): string {
  return `backlog:${accountId}`;
}

/** Every worker listens here for runs to stop. */
export const CANCEL_CHANNEL = 'runs:cancel';

/** The one channel on which a gateway process receives the frames of all its runs. */
export function replyChannel(gatewayId: string): string {
  return `gateway:${gatewayId}`;
}

/** Every gateway listens here as well: ends that are written by somebody who does not know which gateway waits. */
export const BROADCAST_CHANNEL = 'gateways:all';

/** An ended run's answer stays readable this long: replays, late resumes. */
export const ENDED_RUN_TTL_SECONDS = 3600;

/** The answer of a call with an Idempotency-Key stays readable this long: its caller may try again. */
export const IDEMPOTENT_RUN_TTL_SECONDS = 86_400;

/** Vectors are a thousand times larger than the texts they stand for: they are kept for a caller who tries again, and no longer. */
export const ENDED_EMBEDDING_TTL_SECONDS = 300;

/** A run that never ended (its Redis keys only) is forgotten after this. */
export const OPEN_RUN_TTL_SECONDS = 86_400;

/** A run whose request is kept stays readable this long after its end, and so does its request. */
export const KEPT_RUN_TTL_SECONDS = 86_400;
