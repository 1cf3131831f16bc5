import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { type OpenedPage, openPage } from '../../browser/open-page.ts';
import type { Product } from '../start-product.ts';
import { goTo } from './sign-up.ts';

export const ADMINISTRATOR = { email: 'admin@example.com', password: 'correct horse battery' };

/** The way of an administrator to the queues, and of nobody else. */
export function describeQueuesPage(product: () => Product, user: () => Page): void {
  describe('the queues', () => {
    let opened: OpenedPage;
    let page: Page;
    beforeAll(async () => {
      opened = await openPage();
      ({ page } = opened);
    }, 240_000);
    afterAll(() => opened.close());

    it('are opened by an administrator, who signs in first', async () => {
      await page.goto(`${product().url}/admin/queues`);
      await page.getByLabel('E-mail').fill(ADMINISTRATOR.email);
      await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { level: 1, name: 'Queues' }).waitFor();
      await inspectPage(page, 'queues');
      await goTo(page, 'Queues');
      await page.getByRole('button', { name: 'Open the queues' }).click();
      await page.waitForURL('**/admin/queues');
      await page.getByText('Calls of models').first().waitFor();
      await page.goto(`${product().url}/admin/queues/queue/llm-runs`);
      await page.getByText('Webhooks').first().waitFor();
    }, 240_000);

    it('are shown under the content security policy, without a breach', () => {
      expect(opened.problems).toEqual([]);
    });

    it('are refused to everybody else, in words', async () => {
      await user().goto(`${product().url}/queues`);
      await user().getByText('Only administrators may open this page').waitFor();
      expect(await user().getByRole('link', { name: 'Queues', exact: true }).count()).toBe(0);
    }, 240_000);
  });
}
