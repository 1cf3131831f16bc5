import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { type OpenedPage, openPage } from '../../browser/open-page.ts';
import { openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';
import { callModel } from './call-model.ts';

export function describeStatusPage(product: () => Product): void {
  describe('the status page', () => {
    let opened: OpenedPage;
    let page: Page;
    beforeAll(async () => {
      opened = await openPage();
      ({ page } = opened);
    }, 240_000);
    afterAll(() => opened.close());

    it('is found from the sign-in page, by anybody', async () => {
      await page.goto(`${product().url}/login`);
      await page.getByRole('link', { name: 'Status' }).click();
      await page.getByRole('heading', { level: 1, name: 'Status' }).waitFor();
      await page.getByRole('region', { name: 'Simulator of OpenAI' }).waitFor();
    }, 240_000);

    it('tells of each provider and each called model how it does, in words, and since when', async () => {
      const account = await openAccount(product());
      for (const model of ['simulator-gpt-fast', 'simulator-claude-fast']) {
        const fault = model === 'simulator-claude-fast' ? '[[sim: fault=500]]' : '[[sim: tokens=5 tps=0]]';
        await callModel(product(), account, model, `Hi ${fault}`);
      }
      await page.reload();
      const well = page.getByRole('region', { name: 'Simulator of OpenAI' }).getByRole('listitem');
      await well.filter({ hasText: 'simulator-gpt-fast' }).getByText('Operational').waitFor();
      const ill = page.getByRole('region', { name: 'Simulator of Anthropic' }).getByRole('listitem');
      await ill.filter({ hasText: 'simulator-claude-fast' }).getByText('Down').waitFor();
      expect(await ill.first().locator('time').innerText()).toMatch(/minute/);
      await page.getByText('Some providers have trouble').waitFor();
      await inspectPage(page, 'status');
    }, 240_000);

    it('says what it cannot know, keeps what it knew, and comes back by itself', async () => {
      await page.route('**/api/status', (route) => route.abort());
      await page.reload();
      await page.getByText('The hub cannot be reached').waitFor();
      await inspectPage(page, 'status-unreachable');
      await page.unroute('**/api/status');
      await page.getByText('Some providers have trouble').waitFor({ timeout: 30_000 });
    }, 240_000);

    it('met no breach of the content security policy', () => {
      expect(opened.problems.filter((problem) => !problem.includes('ERR_FAILED'))).toEqual([]);
    });
  });
}
