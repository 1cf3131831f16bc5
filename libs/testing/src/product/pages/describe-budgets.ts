import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { goTo } from './sign-up.ts';

/** The most that a person spends, set and taken away. */
export function describeBudgets(page: () => Page): void {
  describe('the budgets of a person', () => {
    const dialog = () => page().getByRole('dialog', { name: 'Your budgets' });
    const rowOf = (name: string) =>
      page().getByRole('list', { name: 'Budgets' }).getByRole('listitem').filter({ hasText: name });
    const save = () => dialog().getByRole('button', { name: 'Save budgets' }).click();

    it('say at its field what is wrong with an amount', async () => {
      await goTo(page(), 'Settings');
      await page().getByRole('button', { name: 'Set budgets' }).click();
      await dialog().getByLabel('Credits a month').fill('much');
      await save();
      await dialog().getByText('Must be a number, or empty for no limit.').waitFor();
      await dialog().getByLabel('Credits a day').fill('-1');
      await dialog().getByLabel('Credits a month').fill('');
      await save();
      await dialog().getByText('Must not be below zero.').waitFor();
      expect(await dialog().getByLabel('Credits a day').getAttribute('aria-invalid')).toBe('true');
      await inspectPage(page(), 'budgets-dialog');
    }, 240_000);

    it('are set, show how far they are used up, and are taken away by an empty field', async () => {
      await dialog().getByLabel('Credits a day').fill('0.000001');
      await dialog().getByLabel('Credits a month').fill('50');
      await save();
      await dialog().waitFor({ state: 'hidden' });
      await rowOf('A month').getByText('0.00 of 50.00 credits').waitFor();
      expect(await rowOf('A month').getByRole('progressbar').getAttribute('aria-valuenow')).toBe('0');
      await rowOf('In all').getByText('No budget').waitFor();
      await inspectPage(page(), 'budgets');
      await page().getByRole('button', { name: 'Change budgets' }).click();
      await dialog().getByLabel('Credits a day').fill('');
      await save();
      await rowOf('A day').getByText('No budget').waitFor();
      await rowOf('A month').getByText('of 50.00 credits').waitFor();
    }, 240_000);
  });
}
