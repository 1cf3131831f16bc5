/**
 * One thing that must always hold. The query answers one row per thing checked: its id, whether it is as it must be, and the
 * account it concerns, or null. The queries read the tables the money is in and share nothing with the functions that write them.
 */
export type Invariant = {
  /** Stable and short: a metric label. */
  key: string;
  name: string;
  sql: string;
  /** Whether an account that breaks it is not to spend further. A late sweep is a fault of ours that costs nobody anything. */
  freezes: boolean;
};
