import { Agent, request } from 'undici';
import type { CallEvidence } from '../evidence/call-evidence.ts';
import { callPlants, plantsOf } from '../evidence/call-plants.ts';
import { type ChaosAccount, openChaosAccount, resetProvider } from '../evidence/chaos-account.ts';
import { gatherCalls, waitForQuiet } from '../evidence/gather-calls.ts';
import { judgeCalls } from '../evidence/judge-calls.ts';
import { percentile, withinLimit } from '../finding.ts';
import { inParallel } from '../load/in-parallel.ts';
import { openCallers } from '../load/open-callers.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { crowd: number; few: number };
type Evidence = CallEvidence & { waitsMs: number[]; crowdWaitsMs: number[]; crowd: number };

const LIMIT_MS = 2_000;
const WAIT = 'the few calls of another account wait no longer than they may (p95)';
const SUBMITTERS = 40;

async function collect({ product, tell }: Context, { crowd, few }: Size): Promise<Evidence> {
  await resetProvider(product);
  const [greedy, modest] = [await openChaosAccount(product), await openChaosAccount(product)];
  const callers = openCallers(product, modest, few);
  // While nobody works the queue fills, however slow the machine is that fills it.
  for (const worker of product.workers) worker.freeze();
  try {
    await fillQueue(product.gateways, greedy, crowd);
  } finally {
    for (const worker of product.workers) worker.thaw();
  }
  tell(`${crowd} runs of one account wait; now ${few} of another`);
  const heard = await callers.callAll(few, (index) => ({ prompt: `Modest ${index}. [[sim: tokens=10]]` }));
  await callers.close();
  await waitForQuiet(product, greedy);
  return {
    ...(await gatherCalls(product, modest, heard)),
    waitsMs: await readWaits(product, modest),
    crowdWaitsMs: await readWaits(product, greedy),
    crowd,
  };
}

async function fillQueue(gateways: readonly string[], { apiKey }: ChaosAccount, count: number): Promise<void> {
  const dispatcher = new Agent({ connections: SUBMITTERS });
  await inParallel(count, SUBMITTERS, async (index) => {
    const text = `Crowd ${index}. [[sim: tokens=20 tps=20]]`;
    const response = await request(`${gateways[index % gateways.length]}/api/runs`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({
        model: 'simulator-gpt-fast',
        messages: [{ role: 'user', content: [{ type: 'text', text }] }],
      }),
    });
    await response.body.dump();
    if (response.statusCode !== 202) throw new Error(`a run of the crowd was answered by ${response.statusCode}`);
  });
  await dispatcher.close();
}

async function readWaits({ pool }: Context['product'], { accountId }: ChaosAccount): Promise<number[]> {
  const { rows } = await pool.query<{ ms: string }>(
    `SELECT extract(epoch FROM coalesce("startedAt", "endedAt") - "createdAt") * 1000 AS ms FROM core."Run" WHERE "accountId" = $1`,
    [accountId],
  );
  return rows.map(({ ms }) => Number(ms));
}

export const shareFairly = defineScenario<Size, Evidence>({
  id: 'R8',
  promise: 'a crowd of queued runs of one account does not keep another account waiting',
  quick: { crowd: 500, few: 10 },
  full: { crowd: 10_000, few: 10 },
  collect,
  judge: (evidence) => [...judgeCalls(evidence), withinLimit(WAIT, percentile(evidence.waitsMs, 0.95), LIMIT_MS, 'ms')],
  figures: ({ crowd, waitsMs, crowdWaitsMs }) => ({
    crowd,
    few: waitsMs.length,
    'p95 wait of the few': `${Math.round(percentile(waitsMs, 0.95))} ms`,
    'p95 wait of the crowd': `${Math.round(percentile(crowdWaitsMs, 0.95))} ms`,
  }),
  measures: ({ waitsMs }) => [
    {
      name: 'R8: a few calls wait beside a crowd (p95)',
      seen: percentile(waitsMs, 0.95),
      promised: LIMIT_MS,
      unit: 'ms',
    },
  ],
  sample: (undisturbed) => ({ ...undisturbed, waitsMs: [20, 30], crowdWaitsMs: [5_000], crowd: 0 }),
  plants: [
    ...plantsOf<Evidence>(callPlants.noEnd, callPlants.heldOpen),
    { bug: 'first come, first served', tamper: (evidence) => ({ ...evidence, waitsMs: [9_000] }), breaks: [WAIT] },
  ],
});
