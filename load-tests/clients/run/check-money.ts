import type { Evidence } from './evidence.ts';
import type { Finding } from './check-client.ts';

const MICROS = 1e6;
const toMicros = (credits: number) => BigInt(Math.round(credits * MICROS));
const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
const CALLS = ['/v1/messages', '/v1/chat/completions', '/v1/responses'];

/** Every call is a run that was charged, and nothing else was. */
export function checkMoney(evidence: Evidence): Finding[] {
  return [checkRuns(evidence), checkBalance(evidence), checkLedger(evidence)];
}

function checkRuns({ runs, requests }: Evidence): Finding {
  const calls = requests.filter(
    ({ method, route, status }) => method === 'POST' && status === 200 && CALLS.includes(route),
  );
  const notDone = runs.filter(({ state }) => state !== 'done');
  const free = runs.filter(({ costMicros }) => costMicros <= 0n);
  const estimated = runs.filter(({ usage }) => usage?.estimated !== false);
  return {
    promise: 'every call is a run that is done and was charged by the usage that the provider told',
    seen: `${calls.length} calls, ${runs.length} runs, ${sum(runs.map(({ costMicros }) => costMicros))} micro-credits`,
    breaches: [
      ...(calls.length === runs.length && runs.length > 0 ? [] : [`${calls.length} calls and ${runs.length} runs`]),
      ...notDone.map(({ id, state }) => `${id} is ${state}`),
      ...free.map(({ id }) => `${id} cost nothing`),
      ...estimated.map(({ id }) => `the usage of ${id} is an estimate`),
    ],
  };
}

function checkBalance({ runs, transactions, balances }: Evidence): Finding {
  const fell = toMicros(balances.before) - toMicros(balances.after.balance);
  const costs = sum(runs.map(({ costMicros }) => costMicros));
  const all = sum(transactions.map(({ amount }) => toMicros(amount)));
  return {
    promise: 'the balance fell by what the runs cost, and nothing is held any more',
    seen: `fell by ${fell}; ${balances.after.held} held`,
    breaches: [
      ...(fell === costs ? [] : [`the runs cost ${costs}`]),
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
