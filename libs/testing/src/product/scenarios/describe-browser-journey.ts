import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type OpenedPage, openPage } from '../../browser/open-page.ts';
import { eventually } from '../../eventually.ts';
import type { Product } from '../start-product.ts';

/** The balance as the app bar says it. */
async function balanceOf(page: Page): Promise<number> {
  const label = await page.getByRole('link', { name: /^Balance: / }).getAttribute('aria-label');
  return Number(/[\d.]+/.exec(label ?? '')?.[0]);
}

/** Sign up, chat, watch the balance fall by the exact price, find hold and settlement, make a key: in a real Chromium. */
export function describeBrowserJourney(product: () => Product): void {
  describe('a person with a browser', () => {
    let opened: OpenedPage;
    let page: Page;

    beforeAll(async () => {
      opened = await openPage();
      ({ page } = opened);
    }, 120_000);

    afterAll(() => opened.close());

    it('signs up and finds welcome credits', async () => {
      await page.goto(`${product().url}/register`);
      await page.getByLabel('First name').fill('Ada');
      await page.getByLabel('Last name').fill('Lovelace');
      await page.getByLabel('E-mail').fill(`ada.${Date.now()}@example.com`);
      await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.waitForURL('**/dashboard');
      expect(await balanceOf(page)).toBe(10);
    }, 60_000);

    it('gets a streamed answer, and the balance falls by exactly what the answer says it cost', async () => {
      await page.getByRole('link', { name: 'AI services', exact: true }).click();
      await page.getByRole('textbox', { name: 'Message' }).fill('What is a ledger? [[sim: tokens=120 tps=60]]');
      await page.getByRole('button', { name: 'Send message' }).click();
      // The first words are there before the answer has ended.
      await page.getByRole('button', { name: /stop/i }).waitFor();
      const costLine = page.getByText(/out tokens · [\d.]+ credits/);
      await costLine.waitFor();
      const cost = Number(/([\d.]+) credits/.exec(await costLine.innerText())?.[1]);
      expect(cost).toBeGreaterThan(0);
      await eventually(async () => (await balanceOf(page)) === Number((10 - cost).toFixed(6)));
    }, 60_000);

    it('stays signed in over a reload, with no token in any storage', async () => {
      await page.reload();
      await page.getByRole('link', { name: 'Credits', exact: true }).waitFor();
      const stored = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
      expect(stored + page.url()).not.toMatch(/eyJ|ses_|token/i);
    }, 60_000);

    it('sees the hold and the settlement of the call in the ledger', async () => {
      await page.getByRole('link', { name: 'Credits', exact: true }).click();
      await page.locator('tbody').getByText('Settlement').waitFor();
      const rows = await page.locator('tbody tr').allInnerTexts();
      const kinds = rows.map((row) => /Settlement|Hold|Welcome credits/.exec(row)?.[0]).filter(Boolean);
      expect(kinds).toEqual(['Settlement', 'Hold', 'Welcome credits']);
    }, 60_000);

    it('makes an API key that works', async () => {
      await page.getByRole('link', { name: 'API keys', exact: true }).click();
      await page
        .getByRole('button', { name: /create|make|new/i })
        .first()
        .click();
      await page.getByRole('dialog').getByRole('textbox').first().fill('laptop');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /create|make/i })
        .click();
      const secret = page
        .getByText(/^sah_live_\w+$/)
        .or(page.locator('input[value^="sah_live_"]'))
        .first();
      await secret.waitFor();
      const key = (await secret.inputValue().catch(() => secret.innerText())).trim();
      const answer = await fetch(`${product().url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
      expect(answer.status).toBe(200);
    }, 60_000);

    it('met no error in the console and no breach of the content security policy', () => {
      expect(opened.problems).toEqual([]);
    });
  });
}
