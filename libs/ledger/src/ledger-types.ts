import type {
  BudgetPeriod,
  Dialect,
  ErrorCode,
  ModelPrice,
  RunState,
  StopReason,
  Usage,
} from '@smart-ai-hub/contracts';

/** The states a run can end in. */
export type FinalRunState = Exclude<RunState, 'queued' | 'running'>;

/** A model that may answer a run, at the price that was frozen for it. */
export type RunCandidate = { model: string; provider: string; price: ModelPrice };

/** What one model wrote of an answer that several wrote, and what that cost. */
export type RunPart = { model: string; provider: string; usage: Usage; costMicros: bigint };

export type AdmitInput = {
  runId: string;
  accountId: string;
  userId: string;
  apiKeyId?: string | undefined;
  model: string;
  provider: string;
  dialect: Dialect;
  stream: boolean;
  /** The caller's own key: a second call with it answers the first one's run. Unique per account. */
  idempotencyKey?: string | undefined;
  /** Tells whether a second call with the same key asks for the same thing. */
  requestHash: string;
  /** Taken from what is available now; zero for a free model. */
  holdMicros: bigint;
  /** Frozen on the run: a later price change does not touch it. */
  price: ModelPrice;
  /** All models that may answer, where there are several: the one above first, no model twice. */
  candidates?: RunCandidate[] | undefined;
  /** What the caller asked for: a model, an alias, `auto`, or the first of a list. */
  requestedModel?: string | undefined;
  /** What the call may cost at most; the hold is within it. */
  capMicros?: bigint | undefined;
  /** Which webhooks are told of its end: `all` of the account, or one by its id. */
  webhook?: string | undefined;
  /** From now: a run that no worker has taken by then is abandoned. */
  queueDeadlineMs: number;
};

export type AdmitResult =
  | { outcome: 'admitted'; runId: string; availableMicros: bigint }
  /** The same call was admitted before, as this run; nothing was held again. */
  | { outcome: 'replay'; runId: string }
  /** The idempotency key was used for another request, which this run answers. */
  | { outcome: 'conflict'; runId: string }
  /** `balanceMicros` ≥ the hold means: enough credits, but too many of them held by calls that run now. */
  | { outcome: 'insufficient'; balanceMicros: bigint; availableMicros: bigint }
  /** The hold does not fit into a budget of the key or of the person. */
  | { outcome: 'over_budget'; budgetId: string }
  | { outcome: 'frozen' }
  /** More was taken back than the account had: no call until that is paid. */
  | { outcome: 'in_debt'; debtMicros: bigint }
  | { outcome: 'unknown_account' };

export type ClaimInput = {
  runId: string;
  workerId: string;
  leaseMs: number;
  /** Claims only while the run has this fence: nobody has taken it since it was looked at. */
  expectedFence?: number | undefined;
};

export type ClaimResult =
  | {
      outcome: 'claimed';
      /** Shown with every later act on the run; an older one is refused. */
      fence: number;
      attempt: number;
      /** `running`: another worker had it before and may have produced output. */
      previousState: 'queued' | 'running';
      /** The models that may answer, in order of preference: one at least. */
      candidates: [RunCandidate, ...RunCandidate[]];
      accountId: string;
    }
  | { outcome: 'ended'; run: RunRecord }
  /** The run has another fence than expected. */
  | { outcome: 'stale' }
  | { outcome: 'unknown' };

export type SettleInput = {
  runId: string;
  /** The fence of the claim; 0 ends a run that was never claimed, without a charge, and needs no right to settle. */
  fence: number;
  state: FinalRunState;
  usage?: Usage | undefined;
  /** What the call cost. Beyond the hold and what is available, the platform bears the rest. */
  costMicros: bigint;
  stopReason?: StopReason | undefined;
  errorCode?: ErrorCode | undefined;
  firstTokenMs?: number | undefined;
  /** Where it was answered, one of the run's candidates; its frozen price becomes that of the run. */
  provider?: string | undefined;
  model?: string | undefined;
  /** In their order, where more than one model wrote the answer; their costs sum to the one above. */
  parts?: RunPart[] | undefined;
};

export type SettleResult =
  | { outcome: 'settled'; chargedMicros: bigint; lossMicros: bigint; balanceMicros: bigint }
  | { outcome: 'already'; run: RunRecord }
  /** Somebody else has claimed the run since. */
  | { outcome: 'stale' }
  | { outcome: 'unknown' };

export type RunLease = { runId: string; fence: number };

/** An open run that nobody works on: its queue deadline or its lease has passed. */
export type AbandonedRun = {
  runId: string;
  accountId: string;
  state: 'queued' | 'running';
  /** Settle with it: 0 voids a queued run; for a running one, claim first to shut out a worker that only sleeps. */
  fence: number;
  attempt: number;
  model: string;
  provider: string;
  price: ModelPrice;
  holdMicros: bigint;
  createdAt: Date;
};

export type RunRecord = {
  id: string;
  accountId: string;
  userId: string;
  apiKeyId: string | undefined;
  model: string;
  provider: string;
  dialect: Dialect;
  stream: boolean;
  state: RunState;
  fence: number;
  attempt: number;
  leaseUntil: Date | undefined;
  workerId: string | undefined;
  queueDeadlineAt: Date;
  idempotencyKey: string | undefined;
  requestHash: string;
  price: ModelPrice;
  /** What the caller asked for; undefined on runs of before it was kept. */
  requestedModel: string | undefined;
  /** All models that could answer, when they were several. */
  candidates: RunCandidate[] | undefined;
  /** What the call may cost at most; undefined without a limit of its own. */
  capMicros: bigint | undefined;
  holdMicros: bigint;
  /** What the account paid; undefined until the run has ended. */
  costMicros: bigint | undefined;
  /** What the platform bore beyond that. */
  lossMicros: bigint;
  usage: Usage | undefined;
  /** Where more than one model wrote the answer. */
  parts: RunPart[] | undefined;
  stopReason: StopReason | undefined;
  errorCode: ErrorCode | undefined;
  firstTokenMs: number | undefined;
  createdAt: Date;
  startedAt: Date | undefined;
  endedAt: Date | undefined;
};

/** What a key or a person may spend in a time. Holds of running calls count as spent. */
export type Budget = {
  id: string;
  period: BudgetPeriod;
  limitMicros: bigint;
  spentMicros: bigint;
  heldMicros: bigint;
  /** When what is spent counts from zero again; undefined for a budget of all time. */
  resetsAt: Date | undefined;
};

export interface Ledger {
  admit(input: AdmitInput): Promise<AdmitResult>;
  claim(input: ClaimInput): Promise<ClaimResult>;
  /** Answers the ids of the runs that are no longer ours: claimed by another worker since, or ended. */
  renewLeases(leases: RunLease[], leaseMs: number): Promise<string[]>;
  settle(input: SettleInput): Promise<SettleResult>;
  /** Open runs whose queue deadline has passed, or whose lease has by more than the grace; oldest first. */
  listAbandonedRuns(limit: number): Promise<AbandonedRun[]>;
  /** What an admission ran into that answered `over_budget`; undefined once it is taken away. */
  readBudget(budgetId: string): Promise<(Budget & { isOfKey: boolean }) | undefined>;
  /** By id, of any account: callers compare `accountId`. */
  readRun(runId: string): Promise<RunRecord | undefined>;
}

/** What a statement needs: a pg.Pool, a client inside a transaction, or another driver behind the same shape. */
export interface SqlExecutor {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}
