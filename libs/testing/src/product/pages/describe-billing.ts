import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { goTo } from './sign-up.ts';

/** What surrounds a purchase: its documents, the kept card, credits that are bought by themselves, statements. After a first purchase. */
export function describeBilling(page: () => Page): void {
  describe('the billing', () => {
    const dialog = () => page().getByRole('dialog', { name: 'Automatic top-up' });
    const topUp = () => page().getByRole('region', { name: 'Automatic top-up' });

    it('hands out the receipt and the invoice of a purchase', async () => {
      await goTo(page(), 'Credits');
      const purchases = page().getByRole('list', { name: 'Purchases' });
      await purchases
        .getByRole('button', { name: /^Documents of/ })
        .first()
        .click();
      const pdf = purchases.getByRole('link', { name: /^Invoice as PDF of/ });
      await purchases.getByRole('link', { name: /^Receipt of/ }).waitFor();
      const answer = await fetch((await pdf.getAttribute('href')) ?? '');
      expect(answer.headers.get('content-type')).toBe('application/pdf');
    }, 240_000);

    it('leads to the page of the payment provider with all invoices and cards, and back', async () => {
      await page().getByRole('button', { name: 'Invoices and cards' }).click();
      await page().getByRole('heading', { name: 'Billing' }).waitFor();
      await page().getByRole('link', { name: 'Back to the hub' }).click();
      await page().getByRole('heading', { level: 1, name: 'Credits' }).waitFor();
    }, 240_000);

    it('buys nothing by itself without consent, a sensible limit and a card that is kept', async () => {
      await topUp().getByRole('button', { name: 'Set up' }).click();
      await dialog().getByLabel('Buy below this many credits').fill('few');
      await dialog().getByRole('button', { name: 'Agree and switch on' }).click();
      await dialog().getByText('Must be a number.').waitFor();
      await dialog().getByText('Must be agreed to.').waitFor();
      await inspectPage(page(), 'auto-top-up-dialog');
      await dialog().getByLabel('Buy below this many credits').fill('5');
      await dialog().getByLabel('At most US$ a month').fill('9');
      await dialog()
        .getByRole('checkbox', { name: /^I agree/ })
        .check();
      await dialog().getByRole('button', { name: 'Agree and switch on' }).click();
      await dialog().getByText('Must be at least $10.00, the price of the package.').waitFor();
      await dialog().getByLabel('At most US$ a month').fill('40');
      await dialog().getByRole('button', { name: 'Agree and switch on' }).click();
      await dialog().getByText('No card is kept', { exact: true }).waitFor();
      await dialog().getByRole('button', { name: 'Cancel' }).click();
    }, 240_000);

    it('says what was agreed to, with a card that a purchase kept, and is switched off after it was asked for twice', async () => {
      await page()
        .getByRole('checkbox', { name: /^Let the payment provider keep my card/ })
        .check();
      await page().getByRole('button', { name: 'Buy 100 credits for $10.00' }).click();
      await page().getByRole('button', { name: /^Pay/ }).first().click();
      await page().getByRole('link', { name: 'Open credits' }).click();
      await topUp().getByRole('button', { name: 'Set up' }).click();
      await dialog().getByLabel('Buy below this many credits').fill('5');
      await dialog()
        .getByRole('checkbox', { name: /^I agree/ })
        .check();
      await dialog().getByRole('button', { name: 'Agree and switch on' }).click();
      await topUp().getByText('Starter is bought when fewer than 5.00 credits are available.').waitFor();
      await topUp().getByText('$0.00 of $50.00 spent this month').waitFor();
      await inspectPage(page(), 'credits-whole');
      await topUp().getByRole('button', { name: 'Switch off' }).click();
      await page().getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
      await topUp().getByRole('button', { name: 'Set up' }).waitFor();
    }, 240_000);

    it('keeps a statement of each month that adds up, and its entries as a file', async () => {
      const month = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format();
      await page().getByRole('list', { name: 'Statements' }).getByRole('link', { name: month }).click();
      await page()
        .getByRole('heading', { level: 1, name: `Statement of ${month}` })
        .waitFor();
      const amounts = await page()
        .getByRole('table', { name: 'Credits of the month' })
        .locator('tbody td:last-child')
        .allInnerTexts();
      const numbers = amounts.map((text) => Number(text.replace('−', '-').replaceAll(',', '')));
      const closing = numbers.pop();
      expect(numbers.reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(closing ?? NaN, 6);
      await inspectPage(page(), 'statement');
      const [download] = await Promise.all([
        page().waitForEvent('download'),
        page()
          .getByRole('button', { name: /^Entries as CSV/ })
          .click(),
      ]);
      const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
      expect(lines[0]).toMatch(/^id,createdAt,type,amount/);
      expect(lines.length).toBeGreaterThan(3);
      await page().getByRole('link', { name: '← Credits' }).click();
    }, 240_000);

    it('knows no statement of a month before the account', async () => {
      await page().evaluate(`history.pushState({}, '', '/credits/statements/2020-01')`);
      await page().reload();
      await page().getByText('There is no such statement').waitFor();
    }, 240_000);
  });
}
