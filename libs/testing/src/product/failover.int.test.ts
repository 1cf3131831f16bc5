import { createPool } from '@smart-ai-hub/database';
import { verifyLedger } from '@smart-ai-hub/ledger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFailover, failingEndpoints } from './scenarios/describe-failover.ts';
import { type Product, startProduct } from './start-product.ts';

let product: Product;

beforeAll(async () => {
  product = await startProduct((simulatorUrl) => ({
    ...failingEndpoints(simulatorUrl),
    REGISTRATIONS_PER_HOUR: '1000',
    FIRST_TOKEN_TIMEOUT_MS: '2500',
  }));
}, 240_000);

afterAll(async () => {
  await product.stop();
}, 60_000);

/** A sample of the matrix in services/llm-worker/src/features/what-is-charged, through the front door. */
describe('the product, in front of providers that fail', () => {
  describeFailover(() => product);

  it('has a ledger that holds after all of this', async () => {
    const pool = createPool({ url: product.databaseUrl });
    try {
      const reports = await verifyLedger(pool);
      expect(reports.filter(({ violations }) => violations > 0)).toEqual([]);
    } finally {
      await pool.end();
    }
  });
});
