import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { type ChaosAccount, leaveCredits, openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls } from '../evidence/gather-calls.ts';
import { judgeCalls } from '../evidence/judge-calls.ts';
import type { Finding } from '../finding.ts';
import { openCallers } from '../load/open-callers.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { calls: number; affordable: number };
type Evidence = CallEvidence & { affordable: number };

const EXACT = 'of calls made at once exactly those run that the account can pay for; the rest are told why (402)';
/** Prompts of one length, so that each call sets the same credits aside. */
const promptOf = (index: number) => `Spend ${String(index).padStart(6, '0')}. [[sim: tokens=10]]`;
const MAX_TOKENS = 10;

async function collect({ product, tell }: Context, { calls, affordable }: Size): Promise<Evidence> {
  await resetProvider(product);
  const account = await openChaosAccount(product);
  const holdMicros = await readHold(product);
  // One micro-credit less than one call more would need.
  const poor = await leaveCredits(product, account, holdMicros * BigInt(affordable + 1) - 1n);
  const callers = openCallers(product, poor, calls);
  // Nobody works until all have been decided: a call that ended early would pay for another one.
  for (const worker of product.workers) worker.freeze();
  const calling = callers.callAll(calls, (index) => ({ prompt: promptOf(index), maxTokens: MAX_TOKENS }));
  try {
    await waitForDecisions(product, poor, affordable);
    tell(`${affordable} calls admitted`);
  } finally {
    for (const worker of product.workers) worker.thaw();
  }
  const heard = await calling;
  await callers.close();
  return { ...(await gatherCalls(product, poor, heard)), affordable };
}

/** What such a call sets aside, as the ledger noted it for a call of another account. */
async function readHold(product: Context['product']): Promise<bigint> {
  const account = await openChaosAccount(product);
  const callers = openCallers(product, account, 1);
  const { runId } = await callers.callOnce({ prompt: promptOf(0), maxTokens: MAX_TOKENS });
  await callers.close();
  const sql = 'SELECT "holdMicros" FROM core."Run" WHERE id = $1';
  const { rows } = await product.pool.query<{ holdMicros: string }>(sql, [runId]);
  return BigInt(rows[0]?.holdMicros ?? 0);
}

/** Until the number of admitted calls does not change any more. */
async function waitForDecisions(
  { pool }: Context['product'],
  { accountId }: ChaosAccount,
  least: number,
): Promise<void> {
  const count = async () => {
    const { rows } = await pool.query<{ count: string }>('SELECT count(*) FROM core."Run" WHERE "accountId" = $1', [
      accountId,
    ]);
    return Number(rows[0]?.count ?? 0);
  };
  const { promise, resolve } = Promise.withResolvers<void>();
  let last = -1;
  const timer = setInterval(() => {
    void count().then((now) => {
      if (now === last && now >= least) resolve();
      last = now;
    });
  }, SETTLED_MS);
  const giveUp = setTimeout(resolve, DECISIONS_DEADLINE_MS);
  await promise;
  clearInterval(timer);
  clearTimeout(giveUp);
}
const SETTLED_MS = 3_000;
const DECISIONS_DEADLINE_MS = 40_000;

function judgeExactness({ heard, runs, affordable }: Evidence): Finding {
  const done = runs.filter(({ state }) => state === 'done').length;
  const refused = heard.filter(({ status }) => status === 402).length;
  const breaches = [
    ...(done === affordable ? [] : [`${done} ran, ${affordable} could be paid for`]),
    ...(refused === heard.length - affordable ? [] : [`${refused} were refused by 402`]),
  ];
  return { promise: EXACT, seen: `${done} ran, ${refused} refused, ${affordable} affordable`, breaches };
}

export const spendCredits = defineScenario<Size, Evidence>({
  id: 'credits',
  promise: 'calls of one account all at once: exactly the affordable ones run',
  quick: { calls: 1_000, affordable: 600 },
  full: { calls: 1_000, affordable: 600 },
  collect,
  judge: (evidence) => [...judgeCalls(evidence), judgeExactness(evidence)],
  figures: ({ heard, runs }) => ({
    calls: heard.length,
    ran: runs.filter(({ state }) => state === 'done').length,
    refused: heard.filter(({ status }) => status === 402).length,
  }),
  sample: (undisturbed) => ({ ...undisturbed, affordable: undisturbed.runs.length }),
  plants: [
    ...plantsOf<Evidence>(callPlants.settledTwice, callPlants.heldOpen),
    {
      bug: 'one call too many',
      tamper: (evidence) => ({ ...evidence, affordable: evidence.affordable - 1 }),
      breaks: [EXACT],
    },
  ],
});
