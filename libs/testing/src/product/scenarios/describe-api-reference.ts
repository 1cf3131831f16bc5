import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, type Page, chromium } from 'playwright-core';
import { findChromium } from '../../browser/find-chromium.ts';
import { openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';

const ANSWER_MS = 20_000;

/** The API reference in a real Chromium, under the policy that production sends. */
export function describeApiReference(product: () => Product): void {
  describe('the API reference', () => {
    let browser: Browser;
    let page: Page;
    const problems: string[] = [];

    beforeAll(async () => {
      const { executablePath, args = [] } = await findChromium();
      browser = await chromium.launch({ executablePath, args });
      page = await browser.newPage({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
      page.setDefaultTimeout(ANSWER_MS);
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
    }, 120_000);

    afterAll(() => browser.close());

    it('takes an API key, and a call that is tried out there is answered', async () => {
      const { apiKey } = await openAccount(product());
      await page.goto(`${product().url}/docs`);
      await page.getByRole('button', { name: 'Authorize' }).click();
      await page.locator('.auth-container input').first().fill(apiKey);
      await page.getByRole('button', { name: 'Apply credentials' }).first().click();
      await page.getByRole('button', { name: 'Close' }).first().click();
      const operation = page.locator('#operations-OpenAI-createChatCompletion');
      await operation.locator('.opblock-summary-control').click();
      await operation.getByRole('button', { name: 'Execute' }).click();
      const answer = operation.locator('.live-responses-table tbody').first();
      await answer.getByText('chat.completion').first().waitFor();
      expect(await answer.locator('.response-col_status').first().innerText()).toMatch(/^200/);
    }, 60_000);

    it('fits a phone, keeps no key, and met no breach of the content security policy', async () => {
      const [width, stored] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, localStorage.length + sessionStorage.length]',
      );
      expect({ width, stored, problems }).toEqual({ width: 390, stored: 0, problems: [] });
    });
  });
}
