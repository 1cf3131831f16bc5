import { priceOf } from '@smart-ai-hub/contracts';
import type { RunRecord } from '@smart-ai-hub/ledger';
import { countSimulatorTokens, countTokens } from '@smart-ai-hub/llm-providers';
import type { Finding } from '../finding.ts';
import type { CallEvidence } from './call-evidence.ts';

/** The promises of every scenario that makes calls. */
export const promises = {
  end: 'every caller gets a whole answer or a typed error',
  words: 'what the caller read is what the run says: no word lost, none twice',
  runs: 'every run ended, and so did every call of the provider',
  once: 'a call that was acknowledged is there, once, and settled once',
  state: 'whole answers are done runs, and no others',
  charge: 'a run is charged the words that it delivered, at its price',
  provider: 'no more words are charged than the provider produced',
  money: 'nothing is held any more, and the balance fell by what the runs cost',
  ledger: 'every invariant of the ledger holds',
} as const;

const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

export function judgeCalls(evidence: CallEvidence): Finding[] {
  return [
    judgeEnds(evidence),
    judgeWords(evidence),
    judgeRuns(evidence),
    judgeOnce(evidence),
    judgeStates(evidence),
    judgeCharges(evidence),
    judgeProvider(evidence),
    judgeMoney(evidence),
    judgeLedger(evidence),
  ];
}

function judgeEnds({ heard }: CallEvidence): Finding {
  const count = (end: string) => heard.filter((call) => call.end === end).length;
  const cut = heard.filter(({ end }) => end === 'cut');
  return {
    promise: promises.end,
    seen: `${heard.length} calls: ${count('whole')} whole, ${count('failed')} failed, ${count('refused')} refused`,
    breaches: cut.map(({ key, runId, note }) => `${runId ?? key}: ${note}`),
  };
}

function judgeWords({ heard, stored }: CallEvidence): Finding {
  const compared = heard.filter(
    ({ runId, stream }) => stream && runId !== undefined && stored.get(runId) !== undefined,
  );
  const differing = compared.filter(
    ({ text, runId, misplaced }) => text !== stored.get(runId ?? '') || misplaced.length > 0,
  );
  const characters = compared.reduce((total, { text }) => total + text.length, 0);
  return {
    promise: promises.words,
    seen: `${characters} characters of ${compared.length} streams compared`,
    breaches: differing.map(({ runId, text, misplaced }) => {
      const kept = stored.get(runId ?? '') ?? '';
      return `${runId}: heard ${text.length} characters, kept ${kept.length}, ${misplaced.length} events misplaced`;
    }),
  };
}

function judgeRuns({ runs, provider }: CallEvidence): Finding {
  const open = runs.filter(({ endedAt }) => endedAt === undefined);
  const hanging = provider.openCalls === 0 ? [] : [`${provider.openCalls} calls are open at the provider`];
  return {
    promise: promises.runs,
    seen: `${runs.length} runs, ${open.length} open`,
    breaches: [...open.map(({ id, state }) => `${id} is ${state}`), ...hanging],
  };
}

function judgeOnce({ heard, runs, settlements }: CallEvidence): Finding {
  const ids = new Set(runs.map(({ id }) => id));
  const lost = heard.filter(({ runId }) => runId !== undefined && !ids.has(runId));
  const keys = runs.flatMap(({ idempotencyKey }) => idempotencyKey ?? []);
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  const ended = runs.filter(({ endedAt }) => endedAt !== undefined);
  const unsettled = ended.filter(({ id }) => settlements.get(id) !== 1);
  return {
    promise: promises.once,
    seen: `${keys.length} keys, ${settlements.size} runs settled`,
    breaches: [
      ...lost.map(({ runId }) => `${runId} was acknowledged and is not there`),
      ...twice.map((key) => `${key} was run twice`),
      ...unsettled.map(({ id }) => `${id} has ${settlements.get(id) ?? 0} settlements`),
    ],
  };
}

function judgeStates({ heard, runs }: CallEvidence): Finding {
  const stateOf = new Map(runs.map(({ id, state }) => [id, state]));
  const differing = heard.filter(
    ({ end, runId }) => runId !== undefined && end !== 'cut' && (end === 'whole') !== (stateOf.get(runId) === 'done'),
  );
  const counts = Map.groupBy(runs, ({ state }) => state);
  return {
    promise: promises.state,
    seen: [...counts].map(([state, those]) => `${those.length} ${state}`).join(', '),
    breaches: differing.map(
      ({ runId, end }) => `${runId} was ${end} for its caller and is ${stateOf.get(runId ?? '')}`,
    ),
  };
}

function judgeCharges({ runs, stored }: CallEvidence): Finding {
  const ended = runs.filter(({ endedAt }) => endedAt !== undefined);
  return {
    promise: promises.charge,
    seen: `${ended.filter(({ costMicros }) => costMicros !== 0n).length} of ${ended.length} runs cost something`,
    breaches: ended.flatMap((run) => wrongCharge(run, stored.get(run.id)) ?? []),
  };
}

/** docs/what-is-charged.md, seen from outside. Where Redis lost the words, only the price of what was noted can be checked. */
function wrongCharge(run: RunRecord, text: string | undefined): string | undefined {
  const cost = (run.costMicros ?? 0n) + run.lossMicros;
  if (cost === 0n && (text === '' || text === undefined || !run.stream)) return undefined;
  if (run.usage === undefined) return `${run.id} cost ${cost} without a usage`;
  const expected = partsPrice(run) ?? priceOf(run.usage, run.price);
  if (cost !== expected) return `${run.id} cost ${cost}, its usage is worth ${expected}`;
  if (text === undefined || run.parts !== undefined) return undefined;
  const counted = run.usage.estimated ? countTokens(text) : countSimulatorTokens(text);
  if (run.usage.outputTokens === counted) return undefined;
  return `${run.id} is ${run.state} and was charged ${run.usage.outputTokens} tokens of output, its text has ${counted}`;
}

/** An answer of several models costs what each of them wrote, at its own price. */
function partsPrice({ parts }: RunRecord): bigint | undefined {
  return parts === undefined ? undefined : sum(parts.map(({ costMicros }) => costMicros));
}

function judgeProvider({ runs, provider }: CallEvidence): Finding {
  const charged = runs
    .filter(({ costMicros, usage }) => costMicros !== 0n && usage?.estimated === false)
    .reduce((total, { usage }) => total + (usage?.outputTokens ?? 0), 0);
  const { streamedTokens } = provider;
  return {
    promise: promises.provider,
    seen: `${charged} tokens charged by report, ${streamedTokens} produced`,
    breaches: charged <= streamedTokens ? [] : [`${charged - streamedTokens} tokens came from nowhere`],
  };
}

function judgeMoney({ runs, balance }: CallEvidence): Finding {
  const cost = sum(runs.map(({ costMicros }) => costMicros ?? 0n));
  const fell = balance.beforeMicros - balance.afterMicros;
  return {
    promise: promises.money,
    seen: `fell by ${fell} micro-credits, runs cost ${cost}`,
    breaches: [
      ...(fell === cost ? [] : [`the balance differs by ${fell - cost} micro-credits`]),
      ...(balance.heldMicros === 0n ? [] : [`${balance.heldMicros} micro-credits are still held`]),
    ],
  };
}

function judgeLedger({ ledger }: CallEvidence): Finding {
  const wrong = ledger.filter(({ violations }) => violations > 0);
  return {
    promise: promises.ledger,
    seen: `${ledger.length} invariants, ${wrong.length} violated`,
    breaches: wrong.map(({ name, violations, offendingIds }) => `${name}: ${violations} (${offendingIds.join(', ')})`),
  };
}
