// `npm run bench:ledger`: what a run costs the ledger (admit, claim, settle), on a scratch database. See README.md.
import { verifyLedger } from '../verify/verify-ledger.ts';
import { CONNECTIONS, createScratchDatabase, type ScratchDatabase } from './fixtures/scratch-database.ts';
import { type Measurement, measureLedger } from './measure-ledger.ts';

const WARM_UP_MS = 500;
const DURATION_MS = 2_000;
/** Each row is the median of so many measurements: a virtual machine is not equally fast from one second to the next. */
const ROUNDS = 5;
/** One client; as many as there are connections, with a statement for each call; and what a busy process does. */
const ways = [
  { inFlight: 1, isBatched: false },
  { inFlight: CONNECTIONS, isBatched: false },
  { inFlight: 1_000, isBatched: true },
];
const ACCOUNTS = 1_000;
const AUDITED_ENTRIES = 1_000_000;
/** Admit, claim and settle. */
const OPERATIONS_OF_A_RUN = 3;

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

const columns = [
  'accounts',
  'in flight',
  'runs/s',
  'operations/s',
  'lowest',
  'highest',
  'calls a statement',
  'p50 ms',
  'p99 ms',
  'admit',
  'claim',
  'settle',
];
const row = (cells: string[]): string =>
  cells.map((cell, index) => cell.padStart(columns[index]?.length ?? 0)).join('  ');
const percent = (share: number): string => `${Math.round(share * 100)}%`;

const operationsPerSecond = ({ runsPerSecond }: Measurement): string =>
  Math.round(runsPerSecond * OPERATIONS_OF_A_RUN).toLocaleString('en');

function printMeasurements(accounts: number, inFlight: number, measured: Measurement[]): void {
  const sorted = measured.toSorted((a, b) => a.runsPerSecond - b.runsPerSecond);
  const [lowest, median, highest] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (lowest === undefined || median === undefined || highest === undefined) return;
  print(
    row([
      String(accounts),
      String(inFlight),
      Math.round(median.runsPerSecond).toLocaleString('en'),
      ...[median, lowest, highest].map(operationsPerSecond),
      median.meanBatchSize.toFixed(1),
      median.p50Ms.toFixed(1),
      median.p99Ms.toFixed(1),
      percent(median.busy.admit),
      percent(median.busy.claim),
      percent(median.busy.settle),
    ]),
  );
}

async function measureAll(database: ScratchDatabase): Promise<void> {
  const pools = { gateway: database.poolOf('hub_gateway'), worker: database.poolOf('hub_worker') };
  print(row(columns));
  for (const accounts of [1, ACCOUNTS]) {
    const accountIds = await database.openAccounts(accounts);
    for (const way of ways) {
      await measureLedger(pools, { accountIds, ...way, durationMs: WARM_UP_MS });
      const measured: Measurement[] = [];
      for (let round = 0; round < ROUNDS; round += 1)
        measured.push(await measureLedger(pools, { accountIds, ...way, durationMs: DURATION_MS }));
      printMeasurements(accounts, way.inFlight, measured);
    }
  }
}

/** The auditor on what was paid, and on as much more as makes it the size of which the promise is. */
async function measureAudit(database: ScratchDatabase): Promise<number> {
  const pools = { gateway: database.poolOf('hub_gateway'), worker: database.poolOf('hub_worker') };
  const auditor = database.poolOf();
  const countEntries = async (): Promise<number> =>
    (await auditor.query<{ count: number }>('SELECT count(*)::int AS count FROM core."LedgerEntry"')).rows[0]?.count ??
    0;
  const accountIds = await database.openAccounts(ACCOUNTS);
  let entries = await countEntries();
  for (; entries < AUDITED_ENTRIES; entries = await countEntries()) {
    print(`${entries.toLocaleString('en')} of ${AUDITED_ENTRIES.toLocaleString('en')} entries …`);
    await measureLedger(pools, { accountIds, inFlight: 1_000, isBatched: true, durationMs: DURATION_MS });
  }
  const startedAt = performance.now();
  const invariants = await verifyLedger(auditor);
  const seconds = (performance.now() - startedAt) / 1_000;
  print(
    `${invariants.length} invariants of ${entries.toLocaleString('en')} entries proved in ${seconds.toFixed(1)} s.`,
  );
  const broken = invariants.filter(({ violations }) => violations > 0);
  print(broken.length === 0 ? 'The ledger holds.' : `BROKEN: ${broken.map(({ name }) => name).join('; ')}`);
  return broken.length === 0 ? 0 : 1;
}

async function bench(databaseUrl: string): Promise<number> {
  const database = await createScratchDatabase(databaseUrl);
  try {
    await measureAll(database);
    return await measureAudit(database);
  } finally {
    await database.drop();
  }
}

const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl === undefined) print('DATABASE_URL is not set: start me with npm run bench:ledger.');
process.exitCode = databaseUrl === undefined ? 2 : await bench(databaseUrl);
