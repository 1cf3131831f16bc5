import { type ModelPrice, priceOf, type Transaction } from '@smart-ai-hub/contracts';
import type { InvariantReport } from '@smart-ai-hub/ledger';
import type { SimulatedCall } from '../hub/simulator-client.ts';
import type { StormRun } from './read-runs.ts';
import type { CallEnd } from './storm-calls.ts';

/** Everything that can be seen from outside when the storm is over. */
export type Evidence = {
  ends: CallEnd[];
  runs: StormRun[];
  prices: Map<string, ModelPrice>;
  simulated: SimulatedCall[];
  openSimulatedCalls: number;
  transactions: Transaction[];
  balances: { before: number; after: { balance: number; held: number } };
  invariants: InvariantReport[];
};

/** A promise and what was seen of it; empty `breaches` means that it held. */
export type Finding = { promise: string; seen: string; breaches: string[] };

const MICROS = 1e6;
const toMicros = (credits: number) => BigInt(Math.round(credits * MICROS));
const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

/** Each of the storm's promises against the evidence. */
export function checkStorm(evidence: Evidence): Finding[] {
  return [
    checkAnswers(evidence),
    checkRunsEnded(evidence),
    checkWholeMeansDone(evidence),
    checkFinishedCharges(evidence),
    checkCutCharges(evidence),
    checkBalance(evidence),
    checkLedger(evidence),
  ];
}

function checkAnswers({ ends }: Evidence): Finding {
  const count = (end: CallEnd['end']) => ends.filter((call) => call.end === end).length;
  const broken = ends.filter(({ end }) => end === 'broken');
  return {
    promise: 'every caller gets a whole answer or an error of their dialect',
    seen: `${count('whole')} whole, ${count('failed')} failed, ${broken.length} neither`,
    breaches: broken.map(({ kind, runId, note }) => `${kind} ${runId ?? 'without a run'}: ${note}`),
  };
}

function checkRunsEnded({ runs, openSimulatedCalls }: Evidence): Finding {
  const open = runs.filter(({ isOpen }) => isOpen);
  const hanging = openSimulatedCalls === 0 ? [] : [`${openSimulatedCalls} calls are still open at the provider`];
  return {
    promise: 'every run ended, and so did every call of the provider',
    seen: `${runs.length} runs, ${open.length} open`,
    breaches: [...open.map(({ id, state }) => `${id} is ${state}`), ...hanging],
  };
}

function checkWholeMeansDone({ ends, runs }: Evidence): Finding {
  const stateOf = new Map(runs.map(({ id, state }) => [id, state]));
  const differing = ends.filter(
    ({ end, runId }) => runId !== undefined && (end === 'whole') !== (stateOf.get(runId) === 'done'),
  );
  return {
    promise: 'what the caller saw is what the hub noted: whole answers are done runs and no others',
    seen: `${[...stateOf.values()].filter((state) => state === 'done').length} runs done`,
    breaches: differing.map(({ end, runId }) => `${runId} was ${end} for its caller`),
  };
}

/** The provider's own count of what it told as used, priced here, against what finished runs were charged. */
function checkFinishedCharges({ runs, simulated, prices }: Evidence): Finding {
  const charged = sum(
    runs.filter(({ state }) => state === 'done').map(({ costMicros, lossMicros }) => costMicros + lossMicros),
  );
  const completed = simulated.filter(({ outcome }) => outcome === 'completed');
  const priced = sum(
    completed.map(({ model, reported }) => {
      const price = prices.get(model);
      if (price === undefined || reported === null)
        throw new Error(`a completed call of ${model} has no price or no usage`);
      return priceOf({ ...reported, estimated: false }, price);
    }),
  );
  return {
    promise: 'finished runs are charged the price of the usage that the provider reported, to the micro-credit',
    seen: `${charged} charged for ${runs.filter(({ state }) => state === 'done').length} runs, ${priced} by ${completed.length} provider calls`,
    breaches: charged === priced ? [] : [`the charges differ by ${charged - priced} micro-credits`],
  };
}

/** docs/what-is-charged.md: a cut stream costs the price of what was streamed, as counted by the hub; a cut plain call nothing. */
function checkCutCharges({ runs, simulated }: Evidence): Finding {
  const failed = runs.filter(({ state }) => state !== 'done');
  const charged = failed.filter(({ costMicros }) => costMicros > 0n);
  const wrong = failed.flatMap(({ id, stream, costMicros, lossMicros, usage, price }) => {
    const cost = costMicros + lossMicros;
    if (cost === 0n) return [];
    if (!stream) return [`${id} is a plain call that failed and cost ${cost}`];
    if (usage?.estimated !== true) return [`${id} failed, cost ${cost} and is not marked as estimated`];
    const expected = priceOf(usage, price);
    return cost === expected ? [] : [`${id} cost ${cost}, its usage is worth ${expected}`];
  });
  const cutAtProvider = simulated.filter(
    ({ outcome, streamedTokens }) => outcome === 'broken' && streamedTokens > 0,
  ).length;
  const tooMany =
    charged.length > cutAtProvider ? [`${charged.length} runs were charged as cut, ${cutAtProvider} were`] : [];
  return {
    promise: 'of failed runs only streams that were cut cost anything: the price of their estimated usage',
    seen: `${failed.length} failed, ${charged.length} of them charged; the provider cut ${cutAtProvider} answers`,
    breaches: [...wrong, ...tooMany],
  };
}

function checkBalance({ runs, transactions, balances }: Evidence): Finding {
  const fell = toMicros(balances.before) - toMicros(balances.after.balance);
  const costs = sum(runs.map(({ costMicros }) => costMicros));
  const settlements = -sum(
    transactions.filter(({ type }) => type === 'settlement').map(({ amount }) => toMicros(amount)),
  );
  const all = sum(transactions.map(({ amount }) => toMicros(amount)));
  return {
    promise:
      'the balance fell by what the runs cost, nothing is held any more, and the ledger page sums to the balance',
    seen: `fell by ${fell}, runs cost ${costs}, settlements take ${settlements}; ${balances.after.held} held`,
    breaches: [
      ...(fell === costs && costs === settlements ? [] : ['the three sums differ']),
      ...(balances.after.held === 0 ? [] : [`${balances.after.held} credits are still held`]),
      ...(all === toMicros(balances.after.balance) ? [] : [`the transactions sum to ${all} micro-credits`]),
    ],
  };
}

function checkLedger({ invariants }: Evidence): Finding {
  const wrong = invariants.filter(({ violations }) => violations > 0);
  return {
    promise: 'every invariant of the ledger holds',
    seen: `${invariants.length} invariants, ${wrong.length} violated`,
    breaches: wrong.map(({ name, violations, offendingIds }) => `${name}: ${violations} (${offendingIds.join(', ')})`),
  };
}
