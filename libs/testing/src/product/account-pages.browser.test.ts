import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeDebt } from './pages/describe-debt.ts';
import { describeDeletionOfAPerson } from './pages/describe-deletion-of-a-person.ts';
import { ADMINISTRATOR } from './pages/describe-queues-page.ts';
import { describeRunContents } from './pages/describe-run-contents.ts';
import { describeRunsPage } from './pages/describe-runs-page.ts';
import { describeUsagePage } from './pages/describe-usage-page.ts';
import { type Product, startProduct } from './start-product.ts';

let product: Product;

beforeAll(async () => {
  product = await startProduct({ ADMIN_EMAIL: ADMINISTRATOR.email, ADMIN_PASSWORD: ADMINISTRATOR.password });
}, 240_000);

afterAll(() => product.stop(), 60_000);

/** As web-pages.browser.test.ts, with a product of its own, so that both can run at once. */
describe('the pages of an account', () => {
  describeUsagePage(() => product);
  describeRunsPage(() => product);
  describeDebt(() => product);
  describeRunContents(() => product);
  describeDeletionOfAPerson(() => product);
});
