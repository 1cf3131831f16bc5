// A thousand calls at once while the provider fails, then proof from outside that nothing was lost and every credit is explained.
//   run.mjs load-tests/storm/storm.ts [--calls 1000] [--in-flight 1000] [--failure-rate 0.1] [--seed 1]
import { parseArgs } from 'node:util';
import { modelCardSchema, type ModelPrice } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { verifyLedger } from '@smart-ai-hub/ledger';
import { waitUntil } from '@smart-ai-hub/local-stack';
import type { Pool } from 'pg';
import { readHubConfig } from '../hub/config.ts';
import { openAccount } from '../hub/open-account.ts';
import { type Hub, openHub } from '../hub/open-hub.ts';
import { createSimulatorClient, type SimulatorClient } from '../hub/simulator-client.ts';
import { print } from '../print.ts';
import { checkStorm, type Evidence, type Finding } from './check-storm.ts';
import { readRunsBeside, type StormRun } from './read-runs.ts';
import { sendCalls } from './storm-calls.ts';

type Storm = { calls: number; inFlight: number; failureRate: number; seed: number };

/** Longer than a worker needs to take over a dead one's run and give it up. */
const QUIET_DEADLINE_MS = 60_000;
const MAX_PROVIDER_CALLS_PER_RUN = 4;
const SHOWN_BREACHES = 10;

async function raise(hub: Hub, pool: Pool, storm: Storm): Promise<Evidence> {
  const { calls, inFlight, failureRate, seed } = storm;
  const simulator = createSimulatorClient(hub.simulatorUrl);
  const account = await openAccount(hub.url);
  const { balance: before } = await account.readBalance();
  await simulator.reset();
  await simulator.configure({ failureRate, seed, keepCalls: calls * MAX_PROVIDER_CALLS_PER_RUN });
  const startedAt = performance.now();
  const ends = await sendCalls({ hubUrl: hub.url, apiKey: account.apiKey, calls, inFlight });
  print(`${calls} calls, ${inFlight} in flight, in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  const runs = await waitForQuiet(pool, simulator, ends.find(({ runId }) => runId !== undefined)?.runId);
  const stats = await simulator.readStats();
  await simulator.reset();
  return {
    ends,
    runs,
    prices: await readPrices(pool),
    simulated: stats.calls,
    openSimulatedCalls: stats.openCalls,
    transactions: await account.listTransactions(),
    balances: { before, after: await account.readBalance() },
    invariants: await verifyLedger(pool),
  };
}

async function waitForQuiet(pool: Pool, simulator: SimulatorClient, runId: string | undefined): Promise<StormRun[]> {
  if (runId === undefined) return [];
  let runs: StormRun[] = [];
  await waitUntil(async () => {
    runs = await readRunsBeside(pool, runId);
    return runs.every(({ isOpen }) => !isOpen) && (await simulator.readStats()).openCalls === 0;
  }, QUIET_DEADLINE_MS);
  return runs;
}

async function readPrices(pool: Pool): Promise<Map<string, ModelPrice>> {
  const { rows } = await pool.query('SELECT * FROM core."Model"');
  return new Map(rows.map((row) => modelCardSchema.parse(row)).map(({ id, price }) => [id, price]));
}

function report(findings: Finding[]): void {
  for (const { promise, seen, breaches } of findings) {
    print(`${breaches.length === 0 ? 'ok  ' : 'FAIL'} ${promise}: ${seen}`);
    for (const breach of breaches.slice(0, SHOWN_BREACHES)) print(`       ${breach}`);
    if (breaches.length > SHOWN_BREACHES) print(`       … and ${breaches.length - SHOWN_BREACHES} more`);
  }
}

function readStorm(): Storm {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: '1000' },
      'in-flight': { type: 'string' },
      'failure-rate': { type: 'string', default: '0.1' },
      seed: { type: 'string', default: '1' },
    },
  });
  const calls = Number(values.calls);
  const inFlight = Number(values['in-flight'] ?? calls);
  return { calls, inFlight, failureRate: Number(values['failure-rate']), seed: Number(values.seed) };
}

const hub = await openHub(readHubConfig());
try {
  if (hub.databaseUrl === undefined) throw new Error('DATABASE_URL of the hub is needed to look at its ledger.');
  const pool = createPool({ url: hub.databaseUrl, max: 2, statementTimeoutMs: 60_000 });
  const findings = checkStorm(await raise(hub, pool, readStorm()));
  await pool.end();
  report(findings);
  if (findings.some(({ breaches }) => breaches.length > 0)) process.exitCode = 1;
} finally {
  await hub.close();
}
