import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { type OpenedPage, openPage } from '../../browser/open-page.ts';
import { type OpenedAccount, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';
import { buyStarter } from './buy-starter.ts';
import { callModel } from './call-model.ts';
import { ADMINISTRATOR } from './describe-queues-page.ts';
import { postAs, tokenOf } from './post-as.ts';
import { signIn } from './sign-in.ts';
import { goTo } from './sign-up.ts';

/** Buys 100 credits, has them spent with the 10 that were there, and gets the money back: 100 are owed. */
async function getIntoDebt(product: Product, account: OpenedAccount): Promise<void> {
  const paymentId = await buyStarter(product, account);
  const token = await tokenOf(product, ADMINISTRATOR);
  const found = await fetch(`${product.url}/api/admin/accounts?q=${account.email}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { accounts } = (await found.json()) as { accounts: { id: string }[] };
  const spent = { type: 'correction', amount: -110, reason: 'spent', idempotencyKey: 'spent' };
  await postAs(product, token, `/api/admin/accounts/${accounts[0]?.id}/credits`, spent);
  await postAs(product, token, `/api/admin/payments/${paymentId}/refund`, { reason: 'bought by mistake' });
}

/** What an owner is told who owes credits, and the way out. */
export function describeDebt(product: () => Product): void {
  describe('an account in debt', () => {
    let opened: OpenedPage;
    let page: Page;
    let account: OpenedAccount;
    const banner = () => page.getByRole('status').filter({ hasText: 'You owe 100.00 credits' });

    beforeAll(async () => {
      opened = await openPage();
      ({ page } = opened);
      account = await openAccount(product());
      await signIn(page, product(), account);
      expect(await banner().count()).toBe(0);
      await getIntoDebt(product(), account);
    }, 240_000);
    afterAll(() => opened.close());

    it('is told how much it owes, why calls are refused and what to do, on the dashboard', async () => {
      await page.reload();
      await banner().getByText('the purchase pays it first').waitFor();
      await page.getByText('100.00 credits are owed').waitFor();
      await inspectPage(page, 'debt-dashboard');
    }, 240_000);

    it('is told the same by the call that is refused, in the web app and by the API', async () => {
      const refused = await callModel(product(), account, 'simulator-gpt', 'Hello.');
      expect(refused.status).toBe(402);
      const words = 'This account owes 100 credits: a payment was refunded or disputed after they had been spent.';
      expect(await refused.text()).toContain(words);
      await goTo(page, 'AI services');
      await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
      await page.getByRole('textbox', { name: 'Message' }).press('Enter');
      await page.getByText(words).waitFor();
      await inspectPage(page, 'debt-chat');
      await page.getByRole('link', { name: 'Open credits' }).click();
      await page.getByRole('heading', { level: 1, name: 'Credits' }).waitFor();
    }, 240_000);

    it('sees on the page of the credits what is owed, and what each package leaves', async () => {
      await banner().waitFor();
      await page.getByText('Owed', { exact: true }).waitFor();
      const packages = page.getByRole('list', { name: 'Packages' }).getByRole('listitem');
      expect(await packages.getByText(/after the debt$/).allInnerTexts()).toEqual([
        '0.00 are yours after the debt',
        '900.00 are yours after the debt',
        '9,900.00 are yours after the debt',
      ]);
      await inspectPage(page, 'debt-credits');
    }, 240_000);

    it('is out of it with the purchase that pays it, and calls are taken again', async () => {
      await page.getByRole('button', { name: 'Buy 1,000 credits for $80.00' }).click();
      await page.getByRole('button', { name: /^Pay/ }).first().click();
      await page.getByRole('link', { name: 'Open credits' }).click();
      await page.getByText('900.00', { exact: true }).first().waitFor();
      await banner().waitFor({ state: 'hidden' });
      expect((await callModel(product(), account, 'simulator-gpt', 'Hello. [[sim: tokens=5 tps=0]]')).status).toBe(200);
    }, 240_000);

    it('met no error in the console and no breach of the content security policy', () => {
      expect(opened.problems.filter((problem) => !/status of 402/.test(problem))).toEqual([]);
    });
  });
}
