import { createPool } from '@smart-ai-hub/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { type OpenedPage, openPage } from '../../browser/open-page.ts';
import { type Balance, type OpenedAccount, openAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';
import { buyStarter } from './buy-starter.ts';
import { ADMINISTRATOR } from './describe-queues-page.ts';
import { signIn } from './sign-in.ts';
import { goTo } from './sign-up.ts';

/** What administrators do for accounts, by pages that nobody else can open. */
export function describeAdministration(product: () => Product, user: () => Page): void {
  describe('the administration', () => {
    let opened: OpenedPage;
    let page: Page;
    let account: OpenedAccount;
    const dialog = () => page.getByRole('dialog');
    const send = (name: string) => dialog().getByRole('button', { name, exact: true }).click();
    const isClosed = () => dialog().waitFor({ state: 'hidden' });
    const balance = async () => (await account.read<Balance>('/api/credits/balance')).balance;

    beforeAll(async () => {
      opened = await openPage();
      ({ page } = opened);
      account = await openAccount(product());
      await signIn(page, product(), ADMINISTRATOR);
    }, 240_000);
    afterAll(() => opened.close());

    it('finds an account by its e-mail, and says when there is none', async () => {
      await goTo(page, 'Accounts');
      await page.getByRole('list', { name: 'Accounts' }).getByText(account.email).waitFor();
      await inspectPage(page, 'admin-accounts');
      await page.getByRole('searchbox').fill('nobody@example.com');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByText('No account fits').waitFor();
      await page.getByRole('searchbox').fill(account.email.toUpperCase());
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByText('1 account', { exact: true }).waitFor();
      await page.getByRole('link', { name: account.email }).click();
      await page.getByRole('heading', { level: 1, name: account.email }).waitFor();
      await page.getByRole('table', { name: 'Ledger' }).getByText('Welcome credits').first().waitFor();
    }, 240_000);

    it('grants credits and corrects a balance, with a reason that stands in the ledger', async () => {
      await page.getByRole('button', { name: 'Grant credits' }).click();
      await dialog().getByLabel('Amount').fill('-1');
      await send('Grant credits');
      await dialog()
        .getByText(/^Must be above zero/)
        .waitFor();
      await inspectPage(page, 'admin-grant');
      await dialog().getByLabel('Amount').fill('2.5');
      await dialog().getByLabel('Reason').fill('Sorry for Monday');
      await send('Grant credits');
      await isClosed();
      await page.getByRole('table', { name: 'Ledger' }).getByText('Sorry for Monday').waitFor();
      expect(await balance()).toBe(12.5);
      await page.getByRole('button', { name: 'Correct balance' }).click();
      await dialog().getByLabel('Amount').fill('-99');
      await dialog().getByLabel('Reason').fill('Granted to the wrong one');
      await send('Correct balance');
      await dialog().getByText('Must not be below -12.5.').waitFor();
      await dialog().getByLabel('Amount').fill('-2.5');
      await send('Correct balance');
      await isClosed();
      await page.getByRole('table', { name: 'Ledger' }).getByText('Granted to the wrong one').waitFor();
      expect(await balance()).toBe(10);
    }, 240_000);

    it('freezes an account for a reason that its owner reads, and lets it go again', async () => {
      await page.getByRole('button', { name: 'Freeze' }).click();
      await send('Freeze');
      await dialog().getByText('Must not be empty.').waitFor();
      await dialog().getByLabel('Reason').fill('The card was reported stolen.');
      await send('Freeze');
      await page.getByText(/^Frozen since .*: The card was reported stolen\.$/).waitFor();
      await inspectPage(page, 'admin-account');
      await goTo(page, 'Audits');
      await page
        .getByRole('list', { name: 'Frozen accounts' })
        .getByRole('listitem')
        .filter({ hasText: 'The card was reported stolen.' })
        .getByRole('link', { name: account.email })
        .click();
      await page.getByRole('button', { name: 'Unfreeze' }).click();
      await send('Unfreeze');
      await page.getByRole('button', { name: 'Freeze', exact: true }).waitFor();
    }, 240_000);

    it('makes promo codes with their limits, and ends them', async () => {
      await goTo(page, 'Promo codes');
      await page.getByRole('button', { name: 'New promo code' }).click();
      await dialog().getByLabel('Code', { exact: true }).fill('winter-26');
      await dialog().getByLabel('Kind').selectOption('A bonus on the next purchase');
      await dialog().getByLabel('Times in all').fill('1.5');
      await send('Make the code');
      await dialog().getByText('Must be a whole number.').waitFor();
      await dialog().getByLabel('Times in all').fill('500');
      await send('Make the code');
      await dialog().getByText('Is required.').waitFor();
      await inspectPage(page, 'admin-promo-code-dialog');
      await dialog().getByLabel('Bonus in percent').fill('20');
      await dialog().getByLabel('At most').fill('200');
      await dialog().getByLabel('Ends').fill('2035-01-31T18:30');
      await dialog().getByLabel('Note').fill('Winter campaign');
      await send('Make the code');
      await isClosed();
      const code = page.getByRole('listitem').filter({ hasText: 'WINTER-26' });
      await code
        .getByText(
          /^20 % on the next purchase, at most 200\.00 credits · 0 of 500 redeemed, once by each account · until Jan 31, 2035/,
        )
        .waitFor();
      await inspectPage(page, 'admin-promo-codes');
      await code.getByRole('button', { name: 'End WINTER-26' }).click();
      await send('End the code');
      await code.getByText('Ended', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'New promo code' }).click();
      await dialog().getByLabel('Code', { exact: true }).fill('WINTER-26');
      await dialog().getByLabel('Amount').fill('1');
      await send('Make the code');
      await dialog().getByText('Is taken.').waitFor();
      await dialog().getByRole('button', { name: 'Cancel' }).click();
    }, 240_000);

    it('pays back a part of a purchase, no more than is left of it', async () => {
      await buyStarter(product(), account);
      await goTo(page, 'Payments');
      await page.getByRole('searchbox').fill(account.email);
      await page.getByRole('button', { name: 'Find' }).click();
      // Until the search is answered the list shows the payments of everybody.
      const payments = page.getByRole('list', { name: 'Payments' }).getByRole('listitem');
      const payment = payments.filter({ hasText: account.email });
      await payment.getByText('Paid', { exact: true }).waitFor();
      await payment.getByRole('button', { name: `Refund $10.00 of ${account.email}` }).click();
      await dialog().getByLabel('Amount in US$').fill('10.01');
      await send('Pay back');
      await dialog().getByText('Must be at most $10.00: no more is left.').waitFor();
      await inspectPage(page, 'admin-refund');
      await dialog().getByLabel('Amount in US$').fill('2.50');
      await dialog().getByLabel('Reason').fill('bought too much');
      await send('Pay back');
      await isClosed();
      await payment.getByText(/\$2\.50 paid back · 25\.00 credits taken back/).waitFor();
      expect(await balance()).toBe(85);
      await page.getByText('No day was compared yet').waitFor();
      await inspectPage(page, 'admin-payments');
    }, 240_000);

    it('shows what the books of Stripe say otherwise', async () => {
      await noteDifference(product());
      await page.reload();
      const day = page.getByRole('list', { name: 'Compared days' }).getByRole('listitem');
      await day.getByText('1 difference').waitFor();
      await day.getByText(/^Money came, and no credits were given for it/).waitFor();
      await inspectPage(page, 'admin-reconciliations');
    }, 240_000);

    it('shows the last audit, and each invariant', async () => {
      await goTo(page, 'Audits');
      await page.getByRole('heading', { level: 2, name: /^All \d+ invariants hold$/ }).waitFor();
      await page.getByRole('list', { name: 'Audits' }).getByText('Clean').first().waitFor();
      await inspectPage(page, 'admin-audits');
    }, 240_000);

    it('knows no account that there is not', async () => {
      await page.goto(`${product().url}/administration/accounts/acc_none`);
      await page.getByText('There is no such account').waitFor();
    }, 240_000);

    it('met no error in the console and no breach of the content security policy', () => {
      // A browser notes the answers 402, 404 and 409 that this test asks for.
      expect(opened.problems.filter((problem) => !/status of 4(02|04|09)/.test(problem))).toEqual([]);
    });

    it.each(['accounts', 'payments', 'promo-codes', 'usage', 'audits'])(
      'is refused to everybody else, in words: %s',
      async (place) => {
        await user().goto(`${product().url}/administration/${place}`);
        await user().getByText('Only administrators may open this page').waitFor();
        expect(await user().getByText('Administration', { exact: true }).count()).toBe(1);
      },
      240_000,
    );

    it('says so in a way that everybody can read', async () => {
      await inspectPage(user(), 'admin-refused');
    }, 240_000);
  });
}

/** A comparison as it would stand there tomorrow: nobody waits for the end of a day in a test. */
async function noteDifference({ databaseUrl }: Product): Promise<void> {
  const pool = createPool({ url: databaseUrl });
  const difference = { kind: 'not_credited', id: 'ch_1', paymentId: 'pay_1', detail: 'US$ 10.00 of ch_1.' };
  try {
    await pool.query(
      `INSERT INTO core."PaymentReconciliation" (day, "startedAt", "finishedAt", lines, totals, differences)
       VALUES ('2026-01-31', now(), now(), 3, '{"chargedCents": 3000, "refundedCents": 1000, "feeCents": 95}', $1::jsonb)`,
      [JSON.stringify([difference])],
    );
  } finally {
    await pool.end();
  }
}
