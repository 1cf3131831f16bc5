import type { Page } from 'playwright-core';
import type { Product } from '../start-product.ts';

/** By the form, as a person does; ends on the dashboard, or where the person was before. */
export async function signIn(
  page: Page,
  { url }: Product,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Profile' }).waitFor();
}
