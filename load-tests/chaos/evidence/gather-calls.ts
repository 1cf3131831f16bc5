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
  await waitForQuiet(product, account);
  const runs = await readRuns(product, account);
  const { models, openCalls } = await createSimulatorClient(product.simulatorUrl).readStats({ last: 0 });
  return {
    heard,
    runs,
    stored: await readStored(product, account, runs),
    settlements: await countSettlements(product, account),
    balance: await readBalance(product, account),
    provider: {
      openCalls,
      streamedTokens: Object.values(models).reduce((sum, model) => sum + model.streamedTokens, 0),
    },
    ledger: await verifyLedger(product.pool),
  };
}

/** Waits, for as long as it may take, until the account's runs have ended and the provider has nothing to do. */
export async function waitForQuiet({ pool, simulatorUrl }: Product, { accountId }: ChaosAccount): Promise<void> {
  const simulator = createSimulatorClient(simulatorUrl);
  const sql = 'SELECT count(*) AS open FROM core."Run" WHERE "accountId" = $1 AND "endedAt" IS NULL';
  await waitUntil(async () => {
    const { rows } = await pool.query<{ open: string }>(sql, [accountId]);
    return rows[0]?.open === '0' && (await simulator.readStats({ last: 0 })).openCalls === 0;
  }, QUIET_DEADLINE_MS);
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
