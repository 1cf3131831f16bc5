import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { type OpenedPage, openPage } from '../../browser/open-page.ts';
import { type OpenedAccount, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';
import { ADMINISTRATOR } from './describe-queues-page.ts';
import { seedUsage } from './seed-usage.ts';
import { callModel } from './call-model.ts';
import { signIn } from './sign-in.ts';
import { goTo } from './sign-up.ts';

const WELL = 'Hello. [[sim: tokens=20 tps=0]]';

/** What was used, plotted and in figures: for its owner, and over all accounts. */
export function describeUsagePage(product: () => Product): void {
  describe('the page of the usage', () => {
    let opened: OpenedPage;
    let page: Page;
    let account: OpenedAccount;
    const call = (model: string, content: string) => callModel(product(), account, model, content);
    const figure = (label: string) => page.getByText(label, { exact: true }).locator('xpath=following-sibling::dd[1]');
    const plot = () => page.getByRole('group', { name: /^(Cost|Calls|Tokens) by/ });

    beforeAll(async () => {
      opened = await openPage();
      ({ page } = opened);
      account = await openAccount(product());
      await signIn(page, product(), account);
    }, 240_000);
    afterAll(() => opened.close());

    it('says that there is none yet', async () => {
      await goTo(page, 'Usage');
      await page.getByText('No calls in this time').waitFor();
      await inspectPage(page, 'usage-empty');
    }, 240_000);

    it('has a call as soon as it has ended, with its model, its key and whether it failed', async () => {
      for (const model of ['simulator-gpt', 'simulator-gpt', 'simulator-claude']) await call(model, WELL);
      await call('simulator-claude', 'Hello. [[sim: fault=400]]');
      await page.reload();
      await plot().waitFor();
      expect(await figure('Calls').textContent()).toBe('4');
      const byModel = page.getByRole('table', { name: 'By model' });
      await byModel.getByRole('row', { name: /^simulator-gpt 2 / }).waitFor();
      await byModel.getByRole('row', { name: /^simulator-claude 2\s*1 failed/ }).waitFor();
      await page.getByLabel('Group by').selectOption('API key');
      await page
        .getByRole('table', { name: 'By API key' })
        .getByRole('row', { name: /^test 4/ })
        .waitFor();
      await page.getByLabel('Model', { exact: true }).selectOption('simulator-claude');
      await page.getByRole('row', { name: /^test 2/ }).waitFor();
      expect(new URL(page.url()).search).toBe('?group=key&model=simulator-claude');
    }, 240_000);

    it('plots a time, and stacks the largest groups', async () => {
      await seedUsage(product(), account.email, 29);
      await page.goto(`${product().url}/usage`);
      await plot().waitFor();
      await page.getByText('3 others').waitFor();
      await inspectPage(page, 'usage');
    }, 240_000);

    it('shows the same figures as a table', async () => {
      await page.getByRole('button', { name: 'Table' }).click();
      const table = page.getByRole('table', { name: 'Cost by day and model' });
      await table.getByRole('row').nth(30).waitFor();
      expect(await table.getByRole('row').count()).toBe(31);
      await page.getByRole('button', { name: 'Calls', exact: true }).click();
      const calls = page.getByRole('table', { name: 'Calls by day and model' }).locator('tbody tr');
      expect(await calls.first().locator('td').first().innerText()).toBe('4');
      await page.getByLabel('Time', { exact: true }).selectOption('Last 12 months');
      await page.getByRole('table', { name: 'Calls by month and model' }).waitFor();
      await inspectPage(page, 'usage-table');
    }, 240_000);

    it('is read out by the arrow keys, bar by bar', async () => {
      await page.goto(`${product().url}/usage?group=none&range=7d`);
      await plot().waitFor();
      await page.getByRole('button', { name: 'Table' }).focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      await page.getByRole('img', { name: /All calls/ }).waitFor();
    }, 240_000);

    it('leaves as a file', async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV' }).click(),
      ]);
      const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
      expect(lines[0]).toMatch(/^day,calls,.*,cost$/);
      expect(lines.length).toBeGreaterThan(5);
    }, 240_000);

    it('says in words when a time makes no sense', async () => {
      await page.goto(`${product().url}/usage?range=days&from=2026-02-02&to=2026-02-01`);
      await page.getByText(/must be before/i).waitFor();
      await inspectPage(page, 'usage-refused');
    }, 240_000);

    it('met no breach of the content security policy', () => {
      expect(opened.problems.filter((problem) => !problem.includes('status of 400'))).toEqual([]);
    });

    it('is shown to administrators over all accounts, by account too, and to nobody else', async () => {
      await page.goto(`${product().url}/administration/usage`);
      await page.getByText('Only administrators may open this page').waitFor();
      await page.getByRole('button', { name: 'Profile' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await signIn(page, product(), ADMINISTRATOR);
      await goTo(page, 'All usage');
      await page.getByLabel('Group by').selectOption('Account');
      await page.getByRole('table', { name: 'By account' }).getByText(account.email).waitFor();
      await inspectPage(page, 'all-usage');
    }, 240_000);
  });
}
