import { verifyLedger } from '@smart-ai-hub/ledger';
import type { PlantResult } from '../scenario.ts';
import type { Product } from '../product/open-product.ts';

const change = (sign: '+' | '-') =>
  `UPDATE core."CreditAccount" SET available = available ${sign} 1, "currentBalance" = "currentBalance" ${sign} 1 WHERE id = $1`;

/** A balance that is changed behind the ledger's back, in the real database, has to be found by the real auditor; then it is put right. */
export async function plantInLedger({ pool }: Product, accountId: string): Promise<PlantResult> {
  const client = await pool.connect();
  try {
    // Past the triggers that refuse it to everybody else.
    await client.query("SET session_replication_role = 'replica'");
    await client.query(change('+'), [accountId]);
    const reports = await verifyLedger(pool);
    await client.query(change('-'), [accountId]);
    const reported = reports.filter(({ violations }) => violations > 0);
    const isNamed = reported.some(({ offendingIds }) => offendingIds.some((id) => id.startsWith(accountId)));
    const isClean = (await verifyLedger(pool)).every(({ violations }) => violations === 0);
    return {
      bug: 'a tampered row of the ledger',
      reported: reported.map(({ name }) => name),
      isFound: isNamed && isClean,
    };
  } finally {
    await client.query("SET session_replication_role = 'origin'");
    client.release();
  }
}
