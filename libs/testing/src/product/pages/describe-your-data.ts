import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import type { Product } from '../start-product.ts';
import { signUp } from './sign-up.ts';

const PASSWORD = 'correct horse battery';

/** What a person says about their data, to the end: the account is deleted, and the next test begins with a new one. */
export function describeYourData(product: () => Product, page: () => Page): void {
  describe('the section of one’s own data', () => {
    const choice = () => page().getByRole('combobox', { name: 'Keep prompts and answers' });
    const choose = async (option: string) => {
      await choice().click();
      await page().getByRole('option', { name: option }).click();
    };

    it('keeps prompts and answers when it is asked to, and deletes them after a second question', async () => {
      await page().goto(`${product().url}/settings`);
      await page().getByText('Prompts and answers of your calls are not kept.').waitFor();
      await choose('For 30 days');
      await page().getByText('are kept for 30 days each.').waitFor();
      await inspectPage(page(), 'settings-your-data');
      await choose('No');
      await page().getByRole('button', { name: 'Delete what is kept' }).click();
      await page().getByText('Prompts and answers of your calls are not kept.').waitFor();
    }, 240_000);

    it('hands out everything as one file', async () => {
      const download = page().waitForEvent('download');
      await page().getByRole('button', { name: 'Download my data' }).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe('my-data.json');
      const data = JSON.parse(readFileSync(await file.path(), 'utf8')) as { profile: object };
      expect(data.profile).toMatchObject({ firstName: 'Ada', lastName: 'Lovelace' });
    }, 120_000);

    it('deletes the account after the password and a typed sentence, and not before', async () => {
      await page().getByRole('button', { name: 'Delete account' }).click();
      const dialog = page().getByRole('dialog', { name: 'Delete your account?' });
      const confirm = dialog.getByRole('button', { name: 'Delete my account' });
      await dialog.getByLabel('Your password', { exact: true }).fill(PASSWORD);
      await dialog.getByLabel('Type: delete my account').fill('delete it');
      await confirm.click();
      await dialog.getByText('Must be: delete my account.').waitFor();
      await inspectPage(page(), 'settings-delete-account');
      await dialog.getByLabel('Type: delete my account').fill('delete my account');
      await dialog.getByRole('checkbox', { name: /^Give up the .* credits that are left$/ }).check();
      await confirm.click();
      await page().waitForURL('**/login*');
      await page().goto(`${product().url}/settings`);
      await page().waitForURL('**/login*');
      await signUp(page(), product());
    }, 240_000);
  });
}
