import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { type OpenedPage, openPage } from '../../browser/open-page.ts';
import { type OpenedAccount, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';
import { callModel } from './call-model.ts';
import { signIn } from './sign-in.ts';
import { goTo } from './sign-up.ts';

const WELL = 'Hello. [[sim: tokens=20 tps=0]]';

/** The log of single calls, and what it can be filtered by. */
export function describeRunsPage(product: () => Product): void {
  describe('the request log', () => {
    let opened: OpenedPage;
    let page: Page;
    let account: OpenedAccount;
    const call = (model: string, content: string) => callModel(product(), account, model, content);
    const calls = () => page.getByRole('list', { name: 'Calls' }).getByRole('listitem');
    const filter = () => page.getByRole('button', { name: 'Filter', exact: true }).click();

    beforeAll(async () => {
      opened = await openPage();
      ({ page } = opened);
      account = await openAccount(product());
      await signIn(page, product(), account);
    }, 240_000);
    afterAll(() => opened.close());

    it('says that there are no calls yet', async () => {
      await goTo(page, 'Request log');
      await page.getByText('No calls yet').waitFor();
      await inspectPage(page, 'runs-empty');
    }, 240_000);

    it('lists each call, and opens it to all that is known of it', async () => {
      for (const model of ['simulator-gpt', 'simulator-claude']) await call(model, WELL);
      await call('simulator-claude', 'Hello. [[sim: fault=400]]');
      await page.reload();
      await page.getByText('3 calls', { exact: true }).waitFor();
      const first = calls().first();
      await first.getByText('Failed', { exact: true }).waitFor();
      await first.getByRole('button', { name: /^Details of simulator-claude/ }).click();
      await first.getByText(/^run_/).waitFor();
      await first.getByText(/\([a-z_]+\)$/).waitFor();
      await inspectPage(page, 'runs');
    }, 240_000);

    it('is filtered by model, key, error, time and cost, which stand in its address', async () => {
      await page.getByLabel('Model', { exact: true }).fill('simulator-claude');
      await filter();
      await page.getByText('2 calls', { exact: true }).waitFor();
      await page.getByLabel('State').selectOption('Done');
      await filter();
      await page.getByText('1 call', { exact: true }).waitFor();
      expect(new URL(page.url()).search).toBe('?state=done&model=simulator-claude');
      await page.getByLabel('API key').selectOption('Web app');
      await filter();
      await page.getByText('No calls fit').waitFor();
      await page.goBack();
      await page.getByText('1 call', { exact: true }).waitFor();
      await page.getByLabel('At least, in credits').fill('1000');
      await filter();
      await page.getByText('No calls fit').waitFor();
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByText('3 calls', { exact: true }).waitFor();
      await page.getByLabel('Before').fill('2026-01-01');
      await filter();
      await page.getByText('No calls fit').waitFor();
      await inspectPage(page, 'runs-filtered');
    }, 240_000);

    it('leads back in time, and to the newest again', async () => {
      for (let count = 0; count < 30; count += 1) await call('simulator-gpt', WELL);
      await page.goto(`${product().url}/runs`);
      await page.getByText('33 calls', { exact: true }).waitFor();
      expect(await calls().count()).toBe(30);
      await page.getByRole('button', { name: 'Older calls' }).click();
      await calls().nth(2).waitFor();
      await page.getByRole('button', { name: 'Older calls' }).waitFor({ state: 'hidden' });
      expect(await calls().count()).toBe(3);
      await page.getByRole('button', { name: 'Newest calls' }).click();
      await page.getByText('33 calls', { exact: true }).waitFor();
    }, 240_000);

    it('leaves as a file, with the filters', async () => {
      await page.goto(`${product().url}/runs?model=simulator-claude`);
      await page.getByText('2 calls', { exact: true }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV' }).click(),
      ]);
      const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
      expect(lines).toHaveLength(3);
    }, 240_000);

    it('met no error in the console and no breach of the content security policy', () => {
      expect(opened.problems).toEqual([]);
    });
  });
}
