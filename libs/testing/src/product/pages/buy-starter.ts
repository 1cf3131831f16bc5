import { expect } from '@jest/globals';
import type { OpenedAccount } from '../open-account.ts';
import type { Product } from '../start-product.ts';
import { postAs } from './post-as.ts';

/** A purchase by the payment page that stands in for Stripe's; answers the id of the payment. */
export async function buyStarter(product: Product, { accessToken }: OpenedAccount): Promise<string> {
  const begun = await postAs<{ sessionId: string; url: string }>(product, accessToken, '/api/payments/checkout', {
    packageId: 'starter',
  });
  await fetch(begun.url, { method: 'POST', body: new URLSearchParams({ choice: 'card' }), redirect: 'manual' });
  const paid = await fetch(`${product.url}/api/payments/history/${begun.sessionId}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const { payment } = (await paid.json()) as { payment: { id: string; state: string } };
  expect(payment.state).toBe('completed');
  return payment.id;
}
