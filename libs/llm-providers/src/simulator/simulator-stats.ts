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

type ModelTotals = { calls: number; completed: number; streamedTokens: number; reported: ReportedUsage };

export type SimulatorStats = {
  start(record: Omit<CallRecord, 'outcome' | 'streamedTokens' | 'reported' | 'startedAtMs' | 'durationMs'>): CallRecord;
  end(record: CallRecord, outcome: Exclude<CallOutcome, 'running'>): void;
  snapshot(): object;
  reset(): void;
};

const none: ReportedUsage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

/** Model names come from callers; beyond this many the totals go to one common entry. */
const MAX_MODELS = 200;

/** Remembers what was answered, so that a test outside can compare charges with the usage that was reported. */
export function createSimulatorStats(keepCalls: () => number): SimulatorStats {
  let calls: CallRecord[] = [];
  let open = 0;
  let models = new Map<string, ModelTotals>();
  let outcomes: Record<string, number> = {};

  const totalsOf = (model: string): ModelTotals => {
    const name = models.has(model) || models.size < MAX_MODELS ? model : 'other models';
    const totals = models.get(name) ?? { calls: 0, completed: 0, streamedTokens: 0, reported: { ...none } };
    models.set(name, totals);
    return totals;
  };

  return {
    start(record) {
      open += 1;
      const call: CallRecord = {
        ...record,
        outcome: 'running',
        streamedTokens: 0,
        reported: null,
        startedAtMs: Date.now(),
        durationMs: null,
      };
      totalsOf(record.model).calls += 1;
      calls.push(call);
      // Cut in bulk: shifting one element at a time would copy the list on every call.
      if (calls.length > 2 * keepCalls() + 100) calls = calls.slice(calls.length - keepCalls());
      return call;
    },
    end(record, outcome) {
      if (record.outcome !== 'running') return;
      open -= 1;
      record.outcome = outcome;
      record.durationMs = Date.now() - record.startedAtMs;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const totals = totalsOf(record.model);
      totals.streamedTokens += record.streamedTokens;
      if (outcome !== 'completed') return;
      totals.completed += 1;
      const { reported } = record;
      if (reported)
        for (const key of Object.keys(none) as (keyof ReportedUsage)[]) totals.reported[key] += reported[key];
    },
    snapshot() {
      const kept = keepCalls();
      return {
        openCalls: open,
        outcomes,
        models: Object.fromEntries(models),
        calls: kept === 0 ? [] : calls.slice(-kept),
      };
    },
    reset() {
      calls = calls.filter((call) => call.outcome === 'running');
      models = new Map();
      outcomes = {};
    },
  };
}
