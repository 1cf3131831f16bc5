import { toRunRecord, type RunRecord, type RunRow, verifyLedger } from '@smart-ai-hub/ledger';
import { waitUntil } from '@smart-ai-hub/local-stack';
import { Agent } from 'undici';
import { createSimulatorClient } from '../../hub/simulator-client.ts';
import { readStoredText } from '../load/follow-run.ts';
import type { HeardCall } from '../load/heard-call.ts';
import { inParallel } from '../load/in-parallel.ts';
import type { Product } from '../product/open-product.ts';
import type { CallEvidence } from './call-evidence.ts';
import type { ChaosAccount } from './chaos-account.ts';

/** A queued run waits a minute at most, a running one half a minute for its lease; the sweep comes every ten seconds. */
const QUIET_DEADLINE_MS = 150_000;
const READERS = 16;

/** Waits until the account's runs have ended, and looks at them from every side. */
export async function gatherCalls(product: Product, account: ChaosAccount, heard: HeardCall[]): Promise<CallEvidence> {
  const { pool } = product;
  const simulator = createSimulatorClient(product.simulatorUrl);
  let runs: RunRecord[] = [];
  await waitUntil(async () => {
    runs = await readRuns(product, account);
    return runs.every(({ endedAt }) => endedAt !== undefined) && (await simulator.readStats()).openCalls === 0;
  }, QUIET_DEADLINE_MS);
  const stored = await readStored(product, account, runs);
  const { calls, openCalls } = await simulator.readStats();
  return {
    heard,
    runs,
    stored,
    settlements: await countSettlements(product, account),
    balance: await readBalance(product, account),
    provider: { openCalls, streamedTokens: calls.reduce((sum, { streamedTokens }) => sum + streamedTokens, 0) },
    ledger: await verifyLedger(pool),
  };
}

async function readRuns({ pool }: Product, { accountId }: ChaosAccount): Promise<RunRecord[]> {
  const { rows } = await pool.query<RunRow>('SELECT * FROM core."Run" WHERE "accountId" = $1 ORDER BY id', [accountId]);
  return rows.map(toRunRecord);
}

async function readStored(
  { gateways }: Product,
  { apiKey }: ChaosAccount,
  runs: RunRecord[],
): Promise<CallEvidence['stored']> {
  const dispatcher = new Agent({ connections: READERS });
  try {
    const ended = runs.filter(({ endedAt, stream }) => endedAt !== undefined && stream);
    const texts = await inParallel(ended.length, READERS, async (index) => {
      const id = ended[index]?.id ?? '';
      return [id, await readStoredText({ apiKey, dispatcher }, id, gateways[index % gateways.length] ?? '')] as const;
    });
    return new Map(texts);
  } finally {
    await dispatcher.close();
  }
}

async function countSettlements({ pool }: Product, { accountId }: ChaosAccount): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ runId: string; count: string }>(
    `SELECT "runId", count(*) FROM core."CreditTransaction"
     WHERE "accountId" = $1 AND "runId" IS NOT NULL AND type <> 'hold' GROUP BY "runId"`,
    [accountId],
  );
  return new Map(rows.map(({ runId, count }) => [runId, Number(count)]));
}

async function readBalance(
  { pool }: Product,
  { accountId, beforeMicros }: ChaosAccount,
): Promise<CallEvidence['balance']> {
  const { rows } = await pool.query<{ currentBalance: string; held: string }>(
    'SELECT "currentBalance", held FROM core."CreditAccount" WHERE id = $1',
    [accountId],
  );
  return {
    beforeMicros,
    afterMicros: BigInt(rows[0]?.currentBalance ?? 0),
    heldMicros: BigInt(rows[0]?.held ?? 0),
  };
}
