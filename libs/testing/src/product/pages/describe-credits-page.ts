import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import type { Product } from '../start-product.ts';
import { ADMINISTRATOR } from './describe-queues-page.ts';
import { postAs, tokenOf } from './post-as.ts';
import { goTo } from './sign-up.ts';

async function makePromoCode(product: Product, body: object): Promise<string> {
  const token = await tokenOf(product, ADMINISTRATOR);
  const made = await postAs<{ promoCode: { code: string } }>(product, token, '/api/admin/promo-codes', body);
  return made.promoCode.code;
}

/** A purchase from the click to the ledger, by the payment page that stands in for Stripe's; and promo codes. */
export function describeCreditsPage(product: () => Product, page: () => Page): void {
  describe('the page of the credits', () => {
    const balance = () => page().getByText('Balance', { exact: true }).locator('xpath=following-sibling::dd[1]');

    it('redeems a promo code, and says at the field why another one is not', async () => {
      await goTo(page(), 'Credits');
      await page().getByRole('textbox', { name: 'Code' }).fill('NOT-A-CODE');
      await page().getByRole('button', { name: 'Redeem' }).click();
      await page().getByText('Is not known.').waitFor();
      const before = Number(await balance().textContent());
      const code = await makePromoCode(product(), { kind: 'amount', amount: 2.5 });
      await page().getByRole('textbox', { name: 'Code' }).fill(code.toLowerCase());
      await page().getByRole('button', { name: 'Redeem' }).click();
      await page().getByText('2.50 credits were added to your balance.').waitFor();
      await page()
        .getByText(String(before + 2.5))
        .first()
        .waitFor();
      await inspectPage(page(), 'credits');
    }, 240_000);

    it('sells a package on a page that says that no money moves, and shows the credits and the purchase', async () => {
      const before = Number(await balance().textContent());
      await page().getByText('no money moves').waitFor();
      await page().getByRole('button', { name: 'Buy 100 credits for $10.00' }).click();
      await page().getByRole('button', { name: /^Pay/ }).first().click();
      await page().waitForURL('**/payment/success?session_id=*');
      await page().getByRole('heading', { level: 1, name: 'Thank you: your credits are here' }).waitFor();
      await inspectPage(page(), 'payment-success');
      await page().getByRole('link', { name: 'Open credits' }).click();
      await page().getByRole('heading', { level: 1, name: 'Credits' }).waitFor();
      await page()
        .getByText(String(before + 100))
        .first()
        .waitFor();
      await page().getByRole('list', { name: 'Purchases' }).getByText('Paid').waitFor();
      await page().getByRole('table', { name: 'Ledger' }).getByText('Purchase: starter').waitFor();
    }, 240_000);

    it('comes back from the payment page without a purchase', async () => {
      await page().getByRole('button', { name: 'Buy 1,000 credits for $80.00' }).click();
      await page()
        .getByRole('button', { name: /^Cancel/ })
        .click();
      await page().getByRole('heading', { level: 1, name: 'Nothing was bought' }).waitFor();
      await inspectPage(page(), 'payment-cancel');
      await page().getByRole('link', { name: 'Back to credits' }).click();
    }, 240_000);

    it('hands out the ledger as a file', async () => {
      await goTo(page(), 'Credits');
      const download = page().waitForEvent('download');
      await page().getByRole('button', { name: 'CSV', exact: true }).click();
      expect((await download).suggestedFilename()).toBe('credits.csv');
    }, 120_000);
  });
}
