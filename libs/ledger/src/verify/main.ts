// `npm run ledger:verify`: one line per invariant. Exit 0: all hold; 1: one does not; 2: it could not be checked.
import pg from 'pg';
import { type InvariantReport, verifyLedger } from './verify-ledger.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

function printReport(report: InvariantReport): void {
  const { violations, name, checked, durationMs, offendingIds } = report;
  print(
    `${violations === 0 ? 'ok  ' : 'FAIL'} ${name}: ${checked} checked, ${violations} wrong, ${Math.round(durationMs)} ms`,
  );
  if (violations > 0) print(`     ${offendingIds.join(', ')}${violations > offendingIds.length ? ', …' : ''}`);
}

async function verify(databaseUrl: string): Promise<number> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: 5_000,
    application_name: 'ledger-verify',
    options: '-c role=hub_core',
  });
  pool.on('error', () => undefined);
  try {
    const reports = await verifyLedger(pool, printReport);
    const failed = reports.filter(({ violations }) => violations > 0).length;
    print(
      failed === 0
        ? `The ledger holds: ${reports.length} invariants.`
        : `${failed} of ${reports.length} invariants FAIL.`,
    );
    return failed === 0 ? 0 : 1;
  } catch (error) {
    print(`The ledger could not be checked: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  } finally {
    await pool.end();
  }
}

const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl === undefined) print('DATABASE_URL is not set: name the database whose ledger is to be verified.');
process.exitCode = databaseUrl === undefined ? 2 : await verify(databaseUrl);
