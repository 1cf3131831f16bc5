import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { goTo } from './sign-up.ts';

/** A key from its making to what it may do. */
export function describeApiKeysPage(page: () => Page): void {
  describe('the page of the API keys', () => {
    const limits = () => page().getByRole('dialog', { name: 'Limits of “Night shift”' });

    it('keeps what a key may spend, and which models help out', async () => {
      await goTo(page(), 'API keys');
      await page().getByRole('button', { name: 'Create API key' }).click();
      await page().getByRole('dialog').getByLabel('Name').fill('Night shift');
      await page().getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
      await page().getByRole('dialog').getByRole('button', { name: 'Done' }).click();
      await page().getByRole('button', { name: 'Limits of Night shift' }).click();
      await limits().getByLabel('Credits a day').fill('5');
      const helpers = limits().getByRole('combobox', { name: 'Models that help out' });
      await helpers.fill('simulator-claude-f');
      await page().getByRole('option', { name: 'simulator-claude-fast' }).click();
      await helpers.fill('auto');
      await helpers.press('Enter');
      await inspectPage(page(), 'keys-limits');
      await limits().getByRole('button', { name: 'Save limits' }).click();
      await page().getByText('0.00 of 5.00 credits today · helped out by simulator-claude-fast, auto').waitFor();
      await inspectPage(page(), 'keys');
      await page().getByRole('button', { name: 'Limits of Night shift' }).click();
      expect(await limits().getByLabel('Credits a day').inputValue()).toBe('5');
      await limits().getByRole('button', { name: 'Cancel' }).click();
    }, 240_000);
  });
}
