import { newId } from '@smart-ai-hub/contracts';
import { type InvariantReport, type Ledger, createLedger, verifyLedger } from '@smart-ai-hub/ledger';
import { leaveCredits, openChaosAccount } from '../evidence/chaos-account.ts';
import type { Finding } from '../finding.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { holds: number; affordable: number };

type Evidence = Size & {
  /** How each hold was answered. */
  answers: string[];
  /** Of each hold that was accepted: how three attempts to resolve it, all at once, were answered. */
  resolutions: string[][];
  lowestMicros: bigint;
  heldMicros: bigint;
  balance: { beforeMicros: bigint; afterMicros: bigint };
  ledger: Pick<InvariantReport, 'name' | 'violations'>[];
};

const EXACT = 'of holds made at once exactly those are accepted that the account can afford';
const ONCE = 'a hold that is resolved several times at once is resolved once, and the others are told so';
const MONEY = 'nothing is held afterwards, and a balance is never below zero';
const LEDGER = 'every invariant of the ledger holds';

const HOLD_MICROS = 1_000n;
const ATTEMPTS = 3;
const price = { inputMicros: 0, cacheReadMicros: 0, cacheWrite5mMicros: 0, cacheWrite1hMicros: 0, outputMicros: 0 };

async function collect({ product, tell }: Context, { holds, affordable }: Size): Promise<Evidence> {
  const { pool } = product;
  const opened = await openChaosAccount(product);
  const account = await leaveCredits(product, opened, HOLD_MICROS * BigInt(affordable) + HOLD_MICROS - 1n);
  // As two processes would: each gathers what comes at once into statements of its own.
  const ledgers = [createLedger({ pool }), createLedger({ pool })];
  const ledgerOf = (index: number) => ledgers[index % ledgers.length] as Ledger;
  const runIds = Array.from({ length: holds }, () => newId('run'));
  const answers = await Promise.all(
    runIds.map(async (runId, index) => (await ledgerOf(index).admit(holdOf(account, runId))).outcome),
  );
  const held = await readAccount(product, account.accountId);
  tell(`${answers.filter((outcome) => outcome === 'admitted').length} of ${holds} holds accepted`);
  const accepted = runIds.filter((_, index) => answers[index] === 'admitted');
  const resolve = async (runId: string, attempt: number) =>
    (await ledgerOf(attempt).settle({ runId, fence: 0, state: 'cancelled', costMicros: 0n })).outcome;
  const resolutions = await Promise.all(
    accepted.map((runId) => Promise.all(Array.from({ length: ATTEMPTS }, (_, attempt) => resolve(runId, attempt)))),
  );
  const after = await readAccount(product, account.accountId);
  return {
    ...{ holds, affordable, answers, resolutions },
    lowestMicros: held.available < after.available ? held.available : after.available,
    heldMicros: after.held,
    balance: { beforeMicros: account.beforeMicros, afterMicros: after.available },
    ledger: await verifyLedger(pool),
  };
}

const holdOf = ({ accountId, userId }: { accountId: string; userId: string }, runId: string) => ({
  ...{ runId, accountId, userId, price, model: 'simulator-gpt-fast', provider: 'simulator', dialect: 'hub' as const },
  ...{ stream: false, requestHash: '', holdMicros: HOLD_MICROS, queueDeadlineMs: 600_000 },
});

async function readAccount({ pool }: Context['product'], accountId: string) {
  const { rows } = await pool.query<{ available: string; held: string }>(
    'SELECT available, held FROM core."CreditAccount" WHERE id = $1',
    [accountId],
  );
  return { available: BigInt(rows[0]?.available ?? -1), held: BigInt(rows[0]?.held ?? -1) };
}

function judge({ answers, affordable, resolutions, lowestMicros, heldMicros, balance, ledger }: Evidence): Finding[] {
  const accepted = answers.filter((outcome) => outcome === 'admitted').length;
  const odd = answers.filter((outcome) => outcome !== 'admitted' && outcome !== 'insufficient');
  const wrong = resolutions.filter((outcomes) => outcomes.toSorted().join() !== 'already,already,settled');
  const violated = ledger.filter(({ violations }) => violations > 0);
  return [
    {
      promise: EXACT,
      seen: `${accepted} of ${answers.length} accepted, ${affordable} affordable`,
      breaches: [...(accepted === affordable ? [] : [`${accepted} were accepted`]), ...new Set(odd)],
    },
    {
      promise: ONCE,
      seen: `${resolutions.length} holds, ${ATTEMPTS} attempts each`,
      breaches: wrong.map((outcomes) => `answered ${outcomes.join(', ')}`),
    },
    {
      promise: MONEY,
      seen: `${balance.afterMicros} micro-credits, ${heldMicros} held`,
      breaches: [
        ...(heldMicros === 0n ? [] : [`${heldMicros} are held`]),
        ...(lowestMicros >= 0n ? [] : [`${lowestMicros} were available`]),
        ...(balance.afterMicros === balance.beforeMicros ? [] : ['what was held did not come back whole']),
      ],
    },
    {
      promise: LEDGER,
      seen: `${ledger.length} invariants, ${violated.length} violated`,
      breaches: violated.map(({ name }) => name),
    },
  ];
}

export const holdCredits = defineScenario<Size, Evidence>({
  id: 'M1',
  promise:
    'holds of one account all at once, each resolved three times at once: exactly the affordable ones, each once',
  quick: { holds: 2_000, affordable: 1_200 },
  full: { holds: 10_000, affordable: 6_000 },
  collect,
  judge,
  figures: ({ answers, resolutions }) => ({
    holds: answers.length,
    accepted: answers.filter((outcome) => outcome === 'admitted').length,
    'resolved once': resolutions.filter((outcomes) => outcomes.includes('settled')).length,
  }),
  sample: ({ ledger }) => ({
    ...{ holds: 2, affordable: 1, answers: ['admitted', 'insufficient'] },
    ...{ resolutions: [['already', 'settled', 'already']], lowestMicros: 0n, heldMicros: 0n, ledger },
    balance: { beforeMicros: 1_000n, afterMicros: 1_000n },
  }),
  plants: [
    {
      bug: 'one hold too many',
      tamper: (evidence) => ({ ...evidence, answers: ['admitted', 'admitted'] }),
      breaks: [EXACT],
    },
    {
      bug: 'a hold that is resolved twice',
      tamper: (evidence) => ({ ...evidence, resolutions: [['settled', 'settled', 'already']] }),
      breaks: [ONCE],
    },
    { bug: 'a hold that stays', tamper: (evidence) => ({ ...evidence, heldMicros: 1_000n }), breaks: [MONEY] },
    { bug: 'a balance below zero', tamper: (evidence) => ({ ...evidence, lowestMicros: -1n }), breaks: [MONEY] },
  ],
});
