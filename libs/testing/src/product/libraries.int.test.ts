import { createPool } from '@smart-ai-hub/database';
import { verifyLedger } from '@smart-ai-hub/ledger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeLangChain } from './scenarios/describe-langchain.ts';
import { describeVercelAi } from './scenarios/describe-vercel-ai.ts';
import { type Product, startProduct } from './start-product.ts';

let product: Product;

beforeAll(async () => {
  product = await startProduct({ REGISTRATIONS_PER_HOUR: '1000' });
}, 240_000);

afterAll(async () => {
  await product.stop();
}, 60_000);

/** Libraries that agents are built from, unchanged but for base URL and key. */
describe('the product, called by libraries', () => {
  describeVercelAi(() => product);
  describeLangChain(() => product);

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
