import { addUsage, createModelTotals } from './model-totals.ts';

/** Usage as it was told to the caller, in the hub's classes. */
export type ReportedUsage = {
  inputTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
  outputTokens: number;
  reasoningTokens: number;
};

export type CallOutcome = 'running' | 'completed' | 'refused' | 'broken' | 'client-closed';

export type CallRecord = {
  id: string;
  dialect: string;
  model: string;
  isStream: boolean;
  fault: string | null;
  status: number;
  outcome: CallOutcome;
  /** Tokens of the answer that left the server. */
  streamedTokens: number;
  /** The last usage that the caller was told; null when none was. */
  reported: ReportedUsage | null;
  startedAtMs: number;
  durationMs: number | null;
};

export type StatsSnapshot = {
  openCalls: number;
  outcomes: Record<string, number>;
  /** Sums per model; `reported` sums the usage of completed calls only. */
  models: ReturnType<ReturnType<typeof createModelTotals>['all']>;
  /** The last calls, oldest first. */
  calls: CallRecord[];
};

/** Which of the kept calls are told: those of a model, and no more than so many. */
export type CallFilter = { model?: string | undefined; last?: number | undefined };

export type SimulatorStats = {
  start(call: Pick<CallRecord, 'id' | 'dialect' | 'model' | 'isStream' | 'fault' | 'status'>): CallRecord;
  end(record: CallRecord, outcome: Exclude<CallOutcome, 'running'>): void;
  snapshot(filter?: CallFilter): StatsSnapshot;
  reset(): void;
};

const begun = { outcome: 'running', streamedTokens: 0, reported: null, durationMs: null } as const;

/** Remembers what was answered, so that a test outside can compare charges with the usage that was reported. */
export function createSimulatorStats(keepCalls: () => number): SimulatorStats {
  let calls: CallRecord[] = [];
  let openCalls = 0;
  let outcomes: Record<string, number> = {};
  const totals = createModelTotals();

  return {
    start(call) {
      openCalls += 1;
      totals.of(call.model).calls += 1;
      const record: CallRecord = { ...call, ...begun, startedAtMs: Date.now() };
      calls.push(record);
      // Cut in bulk: shifting one element at a time would copy the list on every call.
      if (calls.length > 2 * keepCalls() + 100) calls = calls.slice(calls.length - keepCalls());
      return record;
    },
    end(record, outcome) {
      if (record.outcome !== 'running') return;
      openCalls -= 1;
      record.outcome = outcome;
      record.durationMs = Date.now() - record.startedAtMs;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const model = totals.of(record.model);
      model.streamedTokens += record.streamedTokens;
      if (outcome !== 'completed') return;
      model.completed += 1;
      if (record.reported) addUsage(model.reported, record.reported);
    },
    snapshot({ model, last = keepCalls() } = {}) {
      const kept = lastOf(calls, keepCalls());
      const meant = model === undefined ? kept : kept.filter((call) => call.model === model);
      return {
        openCalls,
        outcomes: { ...outcomes },
        models: totals.all(),
        calls: lastOf(meant, last),
      };
    },
    reset() {
      calls = calls.filter((call) => call.outcome === 'running');
      outcomes = {};
      totals.clear();
    },
  };
}

const lastOf = (calls: CallRecord[], count: number): CallRecord[] => (count === 0 ? [] : calls.slice(-count));
