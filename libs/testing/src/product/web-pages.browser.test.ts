import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenedPage, openPage } from '../browser/open-page.ts';
import { describeAdministration } from './pages/describe-administration.ts';
import { describeApiKeysPage } from './pages/describe-api-keys-page.ts';
import { describeBatchesPage } from './pages/describe-batches-page.ts';
import { describeBilling } from './pages/describe-billing.ts';
import { describeBudgets } from './pages/describe-budgets.ts';
import { describeChatOfTwo } from './pages/describe-chat-of-two.ts';
import { describeCreditsPage } from './pages/describe-credits-page.ts';
import { ADMINISTRATOR, describeQueuesPage } from './pages/describe-queues-page.ts';
import { describeStatusPage } from './pages/describe-status-page.ts';
import { describeWebhooksPage } from './pages/describe-webhooks-page.ts';
import { describeYourData } from './pages/describe-your-data.ts';
import { signUp } from './pages/sign-up.ts';
import { type Product, startProduct } from './start-product.ts';

let product: Product;
let opened: OpenedPage;

beforeAll(async () => {
  product = await startProduct({ ADMIN_EMAIL: ADMINISTRATOR.email, ADMIN_PASSWORD: ADMINISTRATOR.password });
  opened = await openPage();
  await signUp(opened.page, product);
}, 240_000);

afterAll(async () => {
  await opened.close();
  await product.stop();
}, 60_000);

/** Through the real product, in a real Chromium; each page is looked at light and dark, on a desktop and a phone. */
describe('the pages of the web app', () => {
  describeCreditsPage(
    () => product,
    () => opened.page,
  );
  describeBilling(() => opened.page);
  describeBudgets(() => opened.page);
  describeChatOfTwo(() => opened.page);
  describeApiKeysPage(() => opened.page);
  describeWebhooksPage(() => opened.page);
  describeBatchesPage(() => opened.page);
  describeYourData(
    () => product,
    () => opened.page,
  );
  describeStatusPage(() => product);
  describeAdministration(
    () => product,
    () => opened.page,
  );
  describeQueuesPage(
    () => product,
    () => opened.page,
  );

  it('met no error in the console and no breach of the content security policy', () => {
    // A browser notes every answer of 404 and 409: a promo code and a statement that there are not, and a card that is not kept.
    expect(opened.problems.filter((problem) => !/status of 4(04|09)/.test(problem))).toEqual([]);
  });
});
