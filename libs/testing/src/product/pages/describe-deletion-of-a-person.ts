import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { type OpenedPage, openPage } from '../../browser/open-page.ts';
import { type OpenedAccount, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';
import { ADMINISTRATOR } from './describe-queues-page.ts';
import { signIn } from './sign-in.ts';
import { goTo } from './sign-up.ts';

/** An administrator deletes a person; the account stays, and leads to nobody. */
export function describeDeletionOfAPerson(product: () => Product): void {
  describe('the deletion of a person by an administrator', () => {
    let opened: OpenedPage;
    let page: Page;
    let account: OpenedAccount;
    const dialog = () => page.getByRole('dialog');
    const send = () => dialog().getByRole('button', { name: 'Delete this person' }).click();
    const accounts = () => page.getByRole('list', { name: 'Accounts' });

    async function openDialog(email: string): Promise<void> {
      await goTo(page, 'Accounts');
      await accounts().getByRole('link', { name: email }).click();
      await page.getByRole('button', { name: 'Delete person' }).click();
    }

    beforeAll(async () => {
      opened = await openPage();
      ({ page } = opened);
      account = await openAccount(product());
      await signIn(page, product(), ADMINISTRATOR);
    }, 240_000);
    afterAll(() => opened.close());

    it('says what goes and what stays, and asks for a reason and the e-mail of just this account', async () => {
      await openDialog(account.email);
      await dialog().getByText('under the account’s id: nothing leads from it to the person any more').waitFor();
      await dialog().getByLabel('E-mail of this account').fill(ADMINISTRATOR.email);
      await send();
      await dialog().getByText('Choose one.').waitFor();
      await dialog().getByText('Is not the e-mail of this account.').waitFor();
      await inspectPage(page, 'admin-delete-person');
    }, 240_000);

    it('takes no credits away unless that is said', async () => {
      await dialog().getByLabel('Reason').selectOption('They asked for it');
      await dialog().getByLabel('E-mail of this account').fill(account.email);
      await send();
      await dialog().getByRole('alert').filter({ hasText: 'The account has credits: tick this to go on.' }).waitFor();
      await inspectPage(page, 'admin-delete-person-refused');
    }, 240_000);

    it('ends the person and leaves the account, in the list as well', async () => {
      await dialog().getByRole('checkbox', { name: 'Take away the 10.00 credits that are left' }).check();
      await send();
      await page.getByText(/^Its person was deleted on /).waitFor();
      expect(await page.getByRole('button', { name: 'Delete person' }).count()).toBe(0);
      await page.getByText('Forfeited when the account was deleted').first().waitFor();
      await inspectPage(page, 'admin-account-deleted');
      await goTo(page, 'Accounts');
      const row = accounts()
        .getByRole('listitem')
        .filter({ hasText: /^Deleted person \(acc_\w+\)/ });
      await row.getByText('Deleted', { exact: true }).waitFor();
      expect(await accounts().getByText(account.email).count()).toBe(0);
      const again = await fetch(`${product().url}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: account.email, password: account.password }),
      });
      expect(again.status).toBe(401);
    }, 240_000);

    it('never ends the last administrator', async () => {
      await openDialog(ADMINISTRATOR.email);
      await dialog().getByLabel('Reason').selectOption('Something else');
      await dialog().getByLabel('E-mail of this account').fill(ADMINISTRATOR.email);
      await dialog()
        .getByRole('checkbox', { name: /^Take away the/ })
        .check();
      await send();
      await dialog().getByText('This is the last administrator. Make another one first.').waitFor();
      await dialog().getByRole('button', { name: 'Cancel' }).click();
    }, 240_000);

    it('met no error in the console and no breach of the content security policy', () => {
      // A browser notes the two answers of 409 that this test asks for.
      expect(opened.problems.filter((problem) => !/status of 409/.test(problem))).toEqual([]);
    });
  });
}
