/** A call as its caller saw it. */
export type HeardCall = {
  /** Its Idempotency-Key. */
  key: string;
  runId: string | undefined;
  /**
   * `whole` with the dialect's own end; `failed` with a typed error within the answer, `refused` with one instead of it; `cut` where the
   * connection ended without a word.
   */
  end: 'whole' | 'failed' | 'refused' | 'cut';
  status: number;
  code: string | undefined;
  retryAfter: string | undefined;
  stream: boolean;
  text: string;
  /** Ids of events that came more than once, or out of their order. */
  misplaced: string[];
  /** The models that answered, as the answer names them. */
  model: string | undefined;
  durationMs: number;
  note: string;
};
